/* How full the box is, and for how long it is. */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"

#define TOP 16
#define HIGH 80
#define FOOT (TOP + HIGH)

static uint64_t height_at(uint64_t v, uint64_t most)
{
  return 100 * FOOT - (most ? (2 * 100 * HIGH * v + most) / (2 * most) : 0);
}

/* When the period ends. */
static uint32_t now(struct census const *c)
{
  return c->boxes.now > 0 ? (uint32_t)c->boxes.now : 0;
}

/* By steps: each hour, or the most in a day; the last one may have begun with
   fewer than there are now. */
static void by_step(struct census const *c, uint32_t const *in_box, uint32_t *v)
{
  struct period const *p = &c->period;
  unsigned int h = 0;
  uint32_t *last = &v[(uint64_t)period_hour(p, p->end - 1) * PERIOD_HOUR
    / p->step];
  for (; h < p->steps; h++) v[h] = 0;
  for (h = 0; h < p->hours; h++)
  {
    uint32_t *to = &v[(uint64_t)h * PERIOD_HOUR / p->step];
    if (in_box[h] > *to) *to = in_box[h];
  }
  if (now(c) > *last) *last = now(c);
}

static void rules(uint32_t most)
{
  uint64_t step = round_step(most, 3), g;
  for (g = step; g < most; g += step)
  {
    uint64_t y = height_at(g, most);
    put("<line class=\"gl\" x2=\"100%%\" y1=\"%s\" y2=\"%s\"/><text class=\"m "
      "h "
      "yl\" x=\"0\" y=\"%s\">%s</text>", px(y), px(y), px(y - 300), num(g));
  }
}

static void plot(struct census const *c, struct sums const *s)
{
  static uint32_t v[PERIOD_HOURS];
  struct period const *p = &c->period;
  unsigned int at;
  uint32_t most;
  uint64_t t, x;
  by_step(c, s->in_box, v);
  most = greatest(v, p->steps, &at);
  t = p->begin + at * p->step;
  x = time_share(p, t);
  svg_open(FOOT + 16, "Clients in the box");
  put("At most %s, on %s; now %s.", num(most), date(t), num(now(c)));
  svg_body();
  backdrop(c, TOP, HIGH);
  outline(v, p->steps, most, "k4 lite", TOP, HIGH);
  rules(most);
  if (most) put("<text class=\"h%s\" x=\"%s%%\" y=\"11\">%s<tspan "
    "class=\"wide\">, %s</tspan></text>", anchor(x), px(x), num(most), date(t));
  put("<line class=\"gl\" x2=\"100%%\" y1=\"%u\" y2=\"%u\"/>", FOOT, FOOT);
  axis(p, FOOT);
  svg_close();
  row_side();
  svg_open(FOOT + 16, "Now");
  put("%s", num(now(c)));
  svg_body();
  put("<text x=\"0\" y=\"%s\">%s now</text>",
    px(height_at(now(c), most) + 400), num(now(c)));
  svg_close();
}

struct term { unsigned int from, to; char const *name; };
static struct term const terms[] =
{
  { 0, 0, "under 1" }, { 1, 1, "1" }, { 2, 5, "2 to 5" }, { 6, 9, "6 to 9" },
  { 10, 19, "10 to 19" }, { 20, 29, "20 to 29" }, { 30, 30, "30 and more" }
};
#define TERMS (sizeof terms / sizeof *terms)

static uint64_t given(struct boxes const *b, struct term const *x)
{
  uint64_t n = 0;
  unsigned int d = x->from;
  for (; d <= x->to; d++) n += b->term[d];
  return n;
}

static void term_rows(struct boxes const *b)
{
  uint64_t most = 1;
  unsigned int i = 0;
  for (; i < TERMS; i++) if (given(b, &terms[i]) > most)
    most = given(b, &terms[i]);
  for (i = 0; i < TERMS; i++)
  {
    uint64_t n = given(b, &terms[i]);
    if (!n) continue;
    put("<tr><th scope=\"row\" class=\"nb\">%s</th><td class=\"bc\">",
      terms[i].name);
    bar(share(n, most), "k4", 9);
    put("</td><td class=\"n\">%s</td><td class=\"n q\">%s</td></tr>", num(n),
      pct(n, b->terms));
  }
}

static void terms_row(struct census const *c)
{
  row_open();
  put("<b>Terms in days</b><br>%s given, %s released by hand",
    num(c->boxes.terms), num(c->released));
  row_plot();
  table_open("bars keep long", 0);
  term_rows(&c->boxes);
  table_close();
  row_close();
}

static void table(struct census const *c, struct sums const *s)
{
  static char const *const heads[] = { "day", "n|in the box at midnight",
    "n|boxed anew", 0 };
  unsigned int d = 0;
  if (c->period.is_short) return;
  details_open("Table: clients in the box", heads);
  for (; d < c->period.days; d++)
    put("<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s"
      "</td></tr>", date(c->period.begin + (uint64_t)d * PERIOD_DAY),
      num(s->in_box[24 * d]), num(c->boxes.boxed[d]));
  details_close();
}

/* Where nobody ever was in the box there is nothing to draw. */
void part_box(struct census const *c, struct sums const *s)
{
  unsigned int at;
  uint32_t most = greatest(s->in_box, c->period.hours, &at);
  put_raw("<section id=\"box\"><h2>How full is the box?</h2><p class=\"say\">");
  if (now(c) > most) most = now(c);
  if (!most && !c->boxes.terms)
  {
    put_raw("Nobody was in it.</p></section>");
    return;
  }
  put("<b>%s</b> client%s in it now; at most there %s %s.", num(now(c)),
    now(c) == 1 ? " is" : "s are", most == 1 ? "was" : "were", num(most));
  if (c->boxes.terms) put(" %s of all terms are shorter than two days: who is "
    "boxed for longer came back again and again and never sent good mail.",
    pct(c->boxes.term[0] + c->boxes.term[1], c->boxes.terms));
  put_raw("</p><figure>");
  row_open();
  put("<b>Clients in the box</b><br>%s", c->period.step == PERIOD_HOUR
    ? "by hour" : "by day, the most of it");
  row_plot();
  plot(c, s);
  row_close();
  if (c->boxes.terms) terms_row(c);
  table(c, s);
  put_raw("</figure></section>");
}
