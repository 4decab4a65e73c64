/* Who came, and when: each lot on a scale of its own, and its mean day; and the
   tables of it. */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

#define TOP 14
#define HIGH 44
#define FOOT (TOP + HIGH)
#define AXIS 16

/* The order of the rows is that of the legend from below; what each means. */
static char const *const meaning[LOTS] =
{
  "sent mail, did nothing wrong", "neither; and immune",
  "got through, lost karma", "by a check, at once",
  "refused for what it did before"
};

/* By steps: hours, or days. */
static void by_step(struct census const *c, unsigned int k, uint32_t *v)
{
  struct period const *p = &c->period;
  unsigned int h = 0;
  for (; h < p->steps; h++) v[h] = 0;
  for (h = 0; h < p->hours; h++)
    v[(uint64_t)h * PERIOD_HOUR / p->step] += c->hour[k][h];
}

static void line_at(unsigned int y)
{
  put("<line class=\"gl\" x2=\"100%%\" y1=\"%u\" y2=\"%u\"/>", y, y);
}

static void moment(struct period const *p, uint64_t t)
{
  put("%s", date(t));
  if (p->step == PERIOD_HOUR) put(" %s", hour(t));
}

static void plot(struct census const *c, struct sums const *s, unsigned int k)
{
  static uint32_t v[PERIOD_HOURS];
  struct period const *p = &c->period;
  char const *step = p->step == PERIOD_HOUR ? "an hour" : "a day";
  unsigned int at;
  uint64_t t, x;
  uint32_t most;
  by_step(c, k, v);
  most = greatest(v, p->steps, &at);
  t = p->begin + at * p->step;
  x = time_share(p, t + p->step / 2);
  svg_open(FOOT + (k == LOT_BOXED ? AXIS : 0), lot_name((enum lot)k));
  put("Most %s %s, from ", num(most), step);
  moment(p, t);
  put(" on; mean %s.", num(s->lot[k] / p->steps));
  svg_body();
  backdrop(c, TOP, HIGH);
  outline(v, p->steps, most, (char [3]){ 'k', (char)('0' + k), 0 }, TOP, HIGH);
  line_at(FOOT);
  if (most)
  {
    put("<text class=\"m h%s\" x=\"%s%%\" y=\"11\">%s %s<tspan class="
      "\"wide\">, ", anchor(x), px(x), num(most), step);
    moment(p, t);
    put_raw("</tspan></text>");
  }
  if (k == LOT_BOXED) axis(p, FOOT);
  svg_close();
}

/* Sums by the hour of the day: the mean day times the days. */
static void profile(struct census const *c, unsigned int k, uint32_t v[24])
{
  unsigned int h = 0;
  for (; h < 24; h++) v[h] = 0;
  for (h = 0; h < c->period.hours; h++)
    v[(h + c->period.begin / PERIOD_HOUR) % 24] += c->hour[k][h];
}

/* What a day has of a sum over all. */
static char const *a_day(uint32_t sum, unsigned int days)
{
  return sum && sum < days / 2 ? "&lt;1" : num((sum + days / 2) / days);
}

static void mean_day(struct census const *c, unsigned int k)
{
  uint32_t v[24];
  unsigned int at, days = c->period.days;
  uint32_t most;
  profile(c, k, v);
  most = greatest(v, 24, &at);
  svg_open(FOOT + (k == LOT_BOXED ? AXIS : 0), "The mean day");
  put("%s by hour of the day: most %s, at %u h.", lot_name((enum lot)k),
    a_day(most, days), at);
  svg_body();
  outline(v, 24, most, (char [3]){ 'k', (char)('0' + k), 0 }, TOP, HIGH);
  line_at(FOOT);
  put("<text class=\"m\" x=\"0\" y=\"11\">mean day<tspan class=\"wide\">, max "
    "%s</tspan></text>", a_day(most, days));
  if (k == LOT_BOXED) put("<text class=\"m\" x=\"0\" y=\"%u\">0</text><text "
    "class=\"m mid\" x=\"50%%\" y=\"%u\">12</text><text class=\"m end\" "
    "x=\"100%%\" y=\"%u\">24 h</text>", FOOT + 12, FOOT + 12, FOOT + 12);
  svg_close();
}

static void small(struct census const *c, struct sums const *s,
  unsigned int k)
{
  row_open();
  put("<b class=\"c%u\">%s</b> %s<span class=\"ph\">, </span><br "
    "class=\"wide\">"
    "%s", k, lot_name((enum lot)k), num(s->lot[k]), meaning[k]);
  row_plot();
  plot(c, s, k);
  row_side();
  if (!c->period.is_short) mean_day(c, k);
  row_close();
}

/* Every bar; with what is counted by days where it is one. */
static void table(struct census const *c, struct sums const *s)
{
  static char const *const heads[] = { "from", "n|nice", "n|neutral",
    "n|naughty", "n|refused", "n|boxed", "n|all", "n|clients", "n|messages",
    "n|wrong passwords", 0 };
  static char const *const few[] = { "from", "n|nice", "n|neutral",
    "n|naughty", "n|refused", "n|boxed", "n|all", 0 };
  struct period const *p = &c->period;
  int daily = p->bar == PERIOD_DAY;
  unsigned int i = 0, k;
  details_open("Table: connections in time", daily ? heads : few);
  for (; i < p->bars; i++)
  {
    uint64_t t = p->begin + i * p->bar;
    put("<tr><th scope=\"row\">%s%s%s</th>", date(t), p->is_short ? " " : "",
      p->is_short ? hour(t) : "");
    for (k = 0; k < LOTS; k++)
      put("<td class=\"n\">%s</td>", num(s->per_bar[k][i]));
    put("<td class=\"n\">%s</td>", num(s->bar[i]));
    if (daily) put("<td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n"
      "\">%s</td>", num(c->clients.seen[i]), num(c->messages[i]),
      num(c->passwords[i]));
    put_raw("</tr>");
  }
  details_close();
}

static void mean_table(struct census const *c)
{
  static char const *const heads[] = { "hour", "n|nice", "n|neutral",
    "n|naughty", "n|refused", "n|boxed", 0 };
  uint32_t v[LOTS][24];
  unsigned int h, k;
  for (k = 0; k < LOTS; k++) profile(c, k, v[k]);
  details_open("Table: mean day by hour", heads);
  for (h = 0; h < 24; h++)
  {
    put("<tr><th scope=\"row\">%02u</th>", h);
    for (k = 0; k < LOTS; k++)
      put("<td class=\"n\">%s</td>",
        px(100 * ((10 * (uint64_t)v[k][h] + c->period.days / 2)
          / c->period.days) / 10));
    put_raw("</tr>");
  }
  details_close();
}

void part_outlines(struct census const *c, struct sums const *s)
{
  unsigned int k = 0;
  put_raw("<figure class=\"mult\">");
  for (; k < LOTS; k++) small(c, s, k);
  put("<figcaption>Connections %s, each on a scale of its own%s.</figcaption>",
    c->period.step == PERIOD_HOUR ? "an hour" : "a day",
    c->period.is_short ? "" : "; at the right the mean day");
  table(c, s);
  if (!c->period.is_short) mean_table(c);
  put_raw("</figure>");
}
