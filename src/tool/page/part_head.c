/* The sentence with which the page begins, and what changed. */

#include <string.h>

#include "marks.h"
#include "parts.h"
#include "put.h"

static void span(struct period const *p)
{
  unsigned int n = p->is_short ? p->hours : p->days;
  put("%u %s%s", n, p->is_short ? "hour" : "day", n == 1 ? "" : "s");
}

static void how_many(uint64_t n, int hours)
{
  put_raw(hours ? " In " : " On ");
  if (n > 1) put_raw(num(n));
  else put_raw(n ? "one" : "no");
  put_raw(hours ? " hour" : " day");
  if (n > 1) put_raw("s");
}

/* Bars that are more than twice as high as is usual; of weeks the worst. */
static void bursts(struct census const *c, struct sums const *s)
{
  struct period const *p = &c->period;
  int hours = p->bar == PERIOD_HOUR;
  unsigned int i, at;
  uint64_t n = 0, t;
  uint32_t most = greatest(s->bar, p->bars, &at);
  if (p->bars < 3) return;
  for (i = 0; i < p->bars; i++) n += s->bar[i] > 2 * (uint64_t)s->median;
  t = p->begin + at * p->bar;
  if (p->bar == PERIOD_WEEK)
  {
    put(" The worst week began on %s, with %s.", date(t), num(most));
    return;
  }
  how_many(n, hours);
  put(" more than twice as many came as %s the median %s; the worst was %s",
    hours ? "in" : "on", bar_name(p), date(t));
  if (hours) put(" %s", hour(t));
  put(" with %s.", num(most));
}

static void observed(struct census const *c, struct sums const *s)
{
  unsigned int h = 0, from, last = 0, first = c->period.hours;
  if (!s->observed) return;
  while (observed_next(c, &h, &from))
  {
    if (from < first) first = from;
    last = h;
  }
  put(" For %s hour%s (%s to %s) qkarma only observed.", num(s->observed),
    s->observed == 1 ? "" : "s",
    date(c->period.begin + (uint64_t)first * PERIOD_HOUR),
    date(c->period.begin + (uint64_t)last * PERIOD_HOUR - 1));
}

static void changes(struct census const *c, struct sums const *s)
{
  put_raw("<p>");
  if (s->before)
  {
    put_raw("Against the ");
    span(&c->period);
    put(" before: connections %s, turned away %s, mail %s, wrong passwords "
      "%s.", change(s->all, s->before), change(s->turned, s->turned_before),
      change(s->messages, c->before.messages),
      change(s->passwords, c->before.passwords));
  }
  bursts(c, s);
  observed(c, s);
  put_raw("</p>");
}

void part_dates(struct period const *p, int hours)
{
  uint64_t last = p->end - 1;
  int same = !strcmp(year(p->begin), year(last));
  if (!hours && p->begin / PERIOD_DAY == last / PERIOD_DAY)
  {
    put("%s %s", date(last), year(last));
    return;
  }
  put("%s%s%s", date(p->begin), same ? "" : " ", same ? "" : year(p->begin));
  if (hours && p->is_short) put(" %s", hour(p->begin));
  put(" to %s %s", date(last), year(last));
  if (hours) put(", %s", hour(last));
}

static void title(struct census const *c, struct health const *h)
{
  struct period const *p = &c->period;
  put_raw("<h1>");
  put_foreign(h->host, strlen(h->host));
  put_raw(" <span>");
  part_dates(p, 1);
  put_raw(", ");
  span(p);
  put(", UTC. Written %s %s, ", date(h->now), year(h->now));
  put("%s by qkarma report.</span></h1>", hour(h->now));
}

static void contents(struct census const *c)
{
  put_raw("<nav aria-label=\"Contents\"><a href=\"#when\">Who came, and when"
    "</a> <a href=\"#box\">The box</a> <a href=\"#where\">From where</a> "
    "<a href=\"#why\">Why refused</a> <a href=\"#names\">Names, passwords");
  if (c->versions) put_raw(", TLS");
  if (c->lists.n) put_raw(", lists");
  put_raw("</a> <a href=\"#health\">Health</a></nav>");
}

void part_head(struct census const *c, struct sums const *s,
  struct health const *h)
{
  put_raw("<header>");
  title(c, h);
  put_raw("<div class=\"top\"><div><p class=\"lede\">");
  if (!s->all) put_raw("Nobody connected.");
  else
  {
    put("Of %s connection%s %s were turned away", num(s->all),
      s->all == 1 ? "" : "s", pct(s->turned, s->all));
    if (s->turned) put(", %s of these from the box",
      pct(s->lot[LOT_BOXED], s->turned));
    put(". %s server%s delivered %s message%s.", num(c->clients.servers),
      c->clients.servers == 1 ? "" : "s", num(s->messages),
      s->messages == 1 ? "" : "s");
  }
  put_raw("</p>");
  if (s->all) changes(c, s);
  part_warnings(c, h);
  if (s->all) contents(c);
  put_raw("</div>");
  if (s->all) part_numbers(c, s);
  put_raw("</div></header>");
}
