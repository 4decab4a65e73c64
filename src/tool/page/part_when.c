/* Who came, and when: all of them, as bars. */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"
#include "../../base/text.h"

#define HIGH 196      /* pixels of the highest bar, */
#define TOP 16        /* below so many */
#define GAP 70        /* hundredths of a pixel between two lots */
#define LABEL 1500    /* between two labels */

static uint64_t height(uint64_t v, uint64_t most)
{
  return most ? (2 * 100 * HIGH * v + most) / (2 * most) : 0;
}

static void rules(uint32_t most)
{
  uint64_t step = round_step(most, 4), g;
  for (g = 0; g <= most; g += step)
  {
    uint64_t y = 100 * (TOP + HIGH) - height(g, most);
    put("<line class=\"gl\" x2=\"100%%\" y1=\"%s\" y2=\"%s\"/>", px(y), px(y));
  }
}

static void rule_names(uint32_t most)
{
  uint64_t step = round_step(most, 4), g;
  for (g = step; g <= most; g += step)
    put("<text class=\"m h yl\" x=\"0\" y=\"%s\">%s</text>",
      px(100 * (TOP + HIGH) - height(g, most) - 300), num(g));
}

/* What the mouse tells. */
static void bar_title(struct census const *c, struct sums const *s,
  unsigned int i)
{
  uint64_t t = c->period.begin + i * c->period.bar;
  int k;
  put("<title>%s%s", *bar_name(&c->period) == 'w' ? "week from " : "",
    date(t));
  if (c->period.is_short) put(" %s", hour(t));
  put(": %s (", num(s->bar[i]));
  for (k = LOTS - 1; k >= 0; k--)
    put("%s %s%s", lot_name((enum lot)k), num(s->per_bar[k][i]),
      k ? ", " : ")</title>");
}

/* From below: nice first. The share of its place that a bar takes is 82 per
   cent, in the middle. */
static void one_bar(struct census const *c, struct sums const *s,
  unsigned int i, uint32_t most)
{
  struct period const *p = &c->period;
  uint64_t y = 100 * (TOP + HIGH);
  uint64_t x = share((100 * (uint64_t)i + 9) * p->bar, 100 * p->width);
  uint64_t wide = share(82 * p->bar, 100 * p->width);
  unsigned int k = 0;
  if (x + wide > 10000) wide = x < 10000 ? 10000 - x : 0;
  put_raw("<g>");
  bar_title(c, s, i);
  for (; k < LOTS; k++)
  {
    uint64_t h = height(s->per_bar[k][i], most);
    if (!h) continue;
    y -= h;
    put("<rect class=\"k%u\" x=\"%s%%\" y=\"%s\" width=\"%s%%\" height=\"%s\""
      "/>", k, px(x), px(y), px(wide), px(h > 200 ? h - GAP : h));
  }
  put_raw("</g>");
}

static void maximum(struct census const *c, struct sums const *s)
{
  struct period const *p = &c->period;
  unsigned int at;
  uint32_t most = greatest(s->bar, p->bars, &at);
  uint64_t t = p->begin + at * p->bar;
  uint64_t x = time_share(p, t + p->bar / 2);
  put("<text class=\"h%s\" x=\"%s%%\" y=\"%u\">%s<tspan class=\"wide\"> on %s",
    anchor(x), px(x), TOP - 5, num(most), date(t));
  if (p->is_short) put(" %s", hour(t));
  put_raw("</tspan></text>");
}

static void observe_word(struct census const *c)
{
  struct period const *p = &c->period;
  unsigned int h = 0, from, most = 0, at = 0;
  uint64_t x;
  while (observed_next(c, &h, &from))
    if (h - from > most)
    {
      most = h - from;
      at = from;
    }
  if (share((uint64_t)most * PERIOD_HOUR, p->width) < 800) return;
  x = time_share(p, p->begin + (2 * (uint64_t)at + most) * PERIOD_HOUR / 2);
  put("<text class=\"m h%s\" x=\"%s%%\" y=\"%u\">observe</text>", anchor(x),
    px(x), TOP + 12);
}

static void described(struct census const *c, struct sums const *s,
  uint32_t most, unsigned int at)
{
  unsigned int k = 0;
  put("%u bars. Median %s, most %s on %s. Shares: ", c->period.bars,
    num(s->median), num(most), date(c->period.begin + at * c->period.bar));
  for (; k < LOTS; k++) put("%s%s %s", k ? ", " : "", lot_name((enum lot)k),
    pct(s->lot[k], s->all));
  put_raw(". Table below.");
}

static void bars(struct census const *c, struct sums const *s)
{
  char title[60];
  unsigned int i, at;
  uint32_t most = greatest(s->bar, c->period.bars, &at);
  struct text t = TEXT(title);
  text_adds(&t, "Connections by ");
  text_adds(&t, bar_name(&c->period));
  text_adds(&t, ", stacked by what became of them");
  text_addc(&t, 0);
  svg_open(HIGH + TOP + 16, title);
  described(c, s, most, at);
  svg_body();
  backdrop(c, TOP, HIGH);
  rules(most);
  for (i = 0; i < c->period.bars; i++) one_bar(c, s, i, most);
  rule_names(most);
  maximum(c, s);
  observe_word(c);
  axis(&c->period, TOP + HIGH);
  svg_close();
}

/* All of them as one bar, whose parts bear the names: the legend. */
static void legend(struct sums const *s)
{
  int64_t place[LOTS];
  uint64_t y = 100 * TOP;
  int k;
  unsigned int i = 0;
  svg_open(HIGH + TOP + 16, "All of them");
  for (k = LOTS - 1; k >= 0; k--) put("%s %s%s", lot_name((enum lot)k),
    pct(s->lot[k], s->all), k ? ", " : "");
  svg_body();
  for (k = LOTS - 1; k >= 0; k--)
  {
    uint64_t h = height(s->lot[k], s->all);
    if (h) put("<rect class=\"k%d\" x=\"0\" y=\"%s\" width=\"12\" height=\"%s\""
      "/>", k, px(y), px(h > 200 ? h - 100 : h));
    place[i++] = (int64_t)(y + h / 2 + 400);
    y += h;
  }
  spread(place, LOTS, LABEL, 100 * (TOP + HIGH));
  for (i = 0, k = LOTS - 1; k >= 0; k--, i++)
    put("<text class=\"t%d\" x=\"18\" y=\"%s\">%s <tspan class=\"m wide\">%s"
      "</tspan></text>", k, px((uint64_t)place[i]), lot_name((enum lot)k),
      pct(s->lot[k], s->all));
  put("<text class=\"m\" x=\"0\" y=\"%u\">all of it</text>", TOP + HIGH + 12);
  svg_close();
}

static void question(struct census const *c, struct sums const *s)
{
  put("<section id=\"when\"><h2>Who came, and when?</h2><p class=\"say\">A "
    "usual %s has <b>%s</b> connection%s. Of what came %s was <b>bad</b>: "
    "naughty, refused by a check, or boxed.</p>", bar_name(&c->period),
    num(s->median), s->median == 1 ? "" : "s", pct(s->bad, s->all));
}

void part_when(struct census const *c, struct sums const *s)
{
  question(c, s);
  put_raw("<figure>");
  row_open();
  put("<b>Connections by %s</b>", bar_name(&c->period));
  if (c->period.days <= 92) put_raw("<br>Grey bands are weekends");
  if (s->observed) put("%s hatched, qkarma only observed",
    c->period.days <= 92 ? ";" : "<br>");
  row_plot();
  bars(c, s);
  row_side();
  legend(s);
  row_close();
  put_raw("</figure>");
  part_outlines(c, s);
  put_raw("</section>");
}
