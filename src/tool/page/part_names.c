/* Names of those who were stopped, wrong passwords; and what stands beside
   them. */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

#define NAMES 12
#define GUESSERS 6
#define TOP 14
#define HIGH 56

static void names(char const *title, struct heavy const *h, char const *empty)
{
  if (!h->n) return;
  put_raw("<div>");
  name_list(title, h, NAMES, "k3", empty);
  put_raw("</div>");
}

static void guesses_plot(struct census const *c)
{
  struct period const *p = &c->period;
  unsigned int at;
  uint32_t most = greatest(c->passwords, p->days, &at);
  uint64_t t = p->begin + (uint64_t)at * PERIOD_DAY;
  uint64_t x = time_share(p, t + PERIOD_DAY / 2);
  svg_open(TOP + HIGH + 16, "Wrong passwords a day");
  put("At most %s, on %s", num(most), date(t));
  svg_body();
  backdrop(c, TOP, HIGH);
  outline(c->passwords, p->days, most, "k2", TOP, HIGH);
  put("<line class=\"gl\" x2=\"100%%\" y1=\"%u\" y2=\"%u\"/><text "
    "class=\"h%s\" "
    "x=\"%s%%\" y=\"11\">%s on %s</text>", TOP + HIGH, TOP + HIGH, anchor(x),
    px(x), num(most), date(t));
  put("<text class=\"m\" x=\"0\" y=\"%u\">%s</text><text class=\"m end\" "
    "x=\"100%%\" y=\"%u\">%s</text>", TOP + HIGH + 12, day(p->begin),
    TOP + HIGH + 12, day(p->begin + (uint64_t)(p->days - 1) * PERIOD_DAY));
  svg_close();
}

static void guesses(struct census const *c, struct sums const *s)
{
  if (!s->passwords) return;
  put("<div><h3>Wrong passwords: %s", num(s->passwords));
  if (s->before) put(" <span class=\"q\">(before: %s)</span>",
    num(c->before.passwords));
  put_raw("</h3>");
  if (c->period.days > 3) guesses_plot(c);
  name_list(0, &c->guessers, GUESSERS, "k2", "");
  put("<p class=\"note\">Counted from the third in a connection. From %u "
    "clients%s.</p></div>", c->guessers.n, c->guessers.error ? " or more" : "");
}

/* Refused ones and those that were tolerated. */
static void said(struct census const *c)
{
  if (!c->helo.n && !c->from.n && !c->to.n) return;
  put_raw("<div class=\"three\">");
  names("HELO names", &c->helo, "<i>empty</i>");
  names("Senders", &c->from, "&lt;&gt; the null sender");
  names("Recipients", &c->to, "<i>none</i>");
  put_raw("</div>");
}

void part_names(struct census const *c, struct sums const *s)
{
  put_raw("<section id=\"names\"><h2>Under which names, and how?</h2>");
  if (c->helo.n || c->from.n || c->to.n)
    put_raw("<p class=\"say\">Names are those of connections that were "
      "refused, "
      "or could have been. They are the clients' own words, and may be lies."
      "</p>");
  said(c);
  put_raw("<div class=\"three tb more\">");
  guesses(c, s);
  part_tls(c, s);
  part_lists(c);
  put_raw("</div></section>");
}
