/* Eight numbers, each with its line, and what it was before. */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

static void begin(char const *name, int inner)
{
  put("<tr><th scope=\"row\"%s>%s</th><td class=\"spc\">",
    inner ? " class=\"in\"" : "", name);
}

/* Where nothing is known of the period before, nothing is said of it. */
static void row(struct census const *c, struct sums const *s,
  char const *name, uint32_t const *v, uint64_t now, uint64_t before)
{
  int inner = *name == ' ';
  begin(name + inner, inner);
  spark(v, c->period.days);
  put("</td><td class=\"n\">%s</td><td class=\"n q wide\">%s</td>"
    "<td class=\"n\">%s</td></tr>", num(now),
    s->before ? num(before) : "&#8211;",
    s->before ? change(now, before) : "&#8211;");
}

/* Shares change by points. */
static void encrypted(struct census const *c, struct sums const *s)
{
  static uint32_t v[PERIOD_DAYS];
  struct census_before const *b = &c->before;
  int64_t now, before;
  unsigned int d = 0;
  if (!s->talked) return;
  for (; d < c->period.days; d++)
    v[d] = (uint32_t)share(c->encrypted[d], c->talked[d]);
  begin("Encrypted", 0);
  spark(v, c->period.days);
  now = (int64_t)(share(s->encrypted, s->talked) + 50) / 100;
  before = (int64_t)(share(b->encrypted, b->talked) + 50) / 100;
  put("</td><td class=\"n\">%s</td><td class=\"n q wide\">%s</td><td class=\"n"
    "\">", pct(s->encrypted, s->talked),
    pct(b->encrypted, s->before ? b->talked : 0));
  if (!s->before || !b->talked) put_raw("&#8211;");
  else if (now == before) put_raw("same");
  else put("%s%s pts", now > before ? "+" : "&#8722;",
    num((uint64_t)(now > before ? now - before : before - now)));
  put_raw("</td></tr>");
}

/* By days, whatever the bars are. */
static void by_day(struct census const *c, uint32_t *all, uint32_t *turned)
{
  unsigned int h = 0, k;
  for (; h < c->period.hours; h++)
    for (k = 0; k < LOTS; k++)
    {
      all[h / 24] += c->hour[k][h];
      if (k >= LOT_REFUSED) turned[h / 24] += c->hour[k][h];
    }
}

void part_numbers(struct census const *c, struct sums const *s)
{
  static uint32_t all[PERIOD_DAYS], turned[PERIOD_DAYS];
  struct census_before const *b = &c->before;
  unsigned int days = c->period.days;
  char const *const heads[] = { "", days > 1 ? "spc|by day" : "spc|",
    "n|this period", "n wide|before", "n|change", 0 };
  by_day(c, all, turned);
  put_raw("<div>");
  table_open("keep", heads);
  row(c, s, "Connections", all, s->all, s->before);
  row(c, s, " turned away", turned, s->turned, s->turned_before);
  row(c, s, "Clients", c->clients.seen, c->clients.within, c->clients.before);
  row(c, s, " boxed anew", c->boxes.boxed, sum(c->boxes.boxed, days),
    c->boxes.before);
  row(c, s, "Messages accepted", c->messages, s->messages, b->messages);
  row(c, s, " recipients", c->recipients, s->recipients, b->recipients);
  row(c, s, "Wrong passwords", c->passwords, s->passwords, b->passwords);
  encrypted(c, s);
  table_close();
  if (days > 1) put("<p class=\"note\">Lines begin at zero; the dot is %s.</p>",
    date(c->period.begin + (uint64_t)(days - 1) * PERIOD_DAY));
  put_raw("</div>");
}
