/* What the lists of the DNS knew. */

#include <stdlib.h>
#include <string.h>

#include "marks.h"
#include "parts.h"
#include "put.h"

static void row(struct dns_list const *x, unsigned int days)
{
  put_raw("<tr><th scope=\"row\"><span class=\"a\">");
  put_foreign(x->name, strlen(x->name));
  put("</span> <span class=\"q\">%s%d</span>", x->score < 0 ? "&#8722;"
    : x->score ? "+" : "", abs(x->score));
  if (x->failures) put("<br><span class=\"bad\">no answer: %s</span>",
    num(x->failures));
  put_raw("</th><td class=\"spn\">");
  spark(x->day, days);
  put("</td><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%s"
    "</td></tr>", num(x->hits), num(x->alone), num(x->nice));
}

void part_lists(struct census const *c)
{
  static char const *const heads[] = { "list", "spn|hits a day", "n|hits",
    "n|alone", "n|nice", 0 };
  struct dns_lists const *d = &c->lists;
  unsigned int order[DNS_LISTS], i = 0;
  if (!d->n && !d->asked) return;
  put_raw("<div><h3>DNS lists</h3>");
  dns_lists_sorted(d, order);
  if (d->n) table_open("keep", heads);
  for (; i < d->n; i++) row(&d->list[order[i]], c->period.days);
  if (d->n) table_close();
  put_raw("<p class=\"note\">");
  if (d->n) put_raw("Alone: no other list knew it. Nice: hits on clients that "
    "sent good mail; for a list of bad ones that should be near 0. ");
  if (d->asked) put("%s questions, %s without an answer (%s); half answered "
    "within %s ms, 99&#160;%% within %s.", num(d->asked), num(d->unanswered),
    pct(d->unanswered, d->asked), num(histogram_at(&d->milliseconds, 500)),
    num(histogram_at(&d->milliseconds, 990)));
  put_raw("</p></div>");
}
