/* IPv4 along a Hilbert curve: what is near in number is near here. */

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"
#include "where.h"
#include "../../base/text.h"

#define FEW 6         /* orders: cells of /12, with squares of five sizes, */
#define MANY 8        /* or of /16, all full, when there are */
#define MANY_FROM 6000    /* more networks than this */
#define BUSY 24       /* of the /8 are named */
#define CELLS 65536

struct cell
{
  uint64_t all, bad;
};

static struct cell cells[CELLS];

/* Sides of the squares, in hundredths of the cell, and from how many
   connections on: 1, T/16, T/4, T, 4T. */
static unsigned int const sides[5] = { 38, 52, 66, 80, 94 };

static unsigned int order_of(struct origins const *o)
{
  unsigned int i = 0, n = 0;
  for (; i < CELLS; i++) n += o->ipv4[i].all > 0;
  return n > MANY_FROM ? MANY : FEW;
}

/* Sum up; returns T. */
static uint64_t fill(struct origins const *o, unsigned int order)
{
  uint64_t all = 0, n = 0, t = 1;
  unsigned int i = 0;
  for (; i < CELLS; i++)
  {
    struct cell *x = &cells[i >> (16 - 2 * order)];
    x->all += o->ipv4[i].all;
    x->bad += o->ipv4[i].bad;
    all += o->ipv4[i].all;
  }
  for (i = 0; i < 1U << 2 * order; i++) n += cells[i].all > 0;
  while (n && t * 4 <= all / n) t *= 4;
  return t * 4 < 16 ? 16 : t * 4;
}

static unsigned int size_of(uint64_t n, uint64_t t)
{
  return (unsigned int)((n * 16 >= t) + (n * 4 >= t) + (n >= t)
    + (n >= 4 * t));
}

/* One path for each colour. */
static void colour(unsigned int order, unsigned int step, uint64_t t)
{
  unsigned int i = 0, x, y, any = 0;
  for (; i < 1U << 2 * order; i++)
  {
    unsigned int side = 100;
    if (!cells[i].all || share_step(cells[i].bad, cells[i].all) != step)
      continue;
    if (order == FEW) side = sides[size_of(cells[i].all, t)];
    if (!any++) put("<path class=\"d%u\" d=\"", step);
    hilbert(i, order, &x, &y);
    put("M%s %sh%sv%sh-%sz", px(100 * x + (100 - side) / 2),
      px(100 * y + (100 - side) / 2), px(side), px(side), px(side));
  }
  if (any) put_raw("\"/>");
}

/* The corner of a /8, in cells. */
static void corner(unsigned int octet, unsigned int order, unsigned int *x,
  unsigned int *y)
{
  unsigned int edge = 1U << (order - 4);
  hilbert((uint32_t)octet << (2 * order - 8), order, x, y);
  *x -= *x % edge;
  *y -= *y % edge;
}

/* What nobody can come from. */
static void reserved(unsigned int order)
{
  unsigned int o = 0, x, y, edge = 1U << (order - 4);
  for (; o < 256; o++)
  {
    if (o && o != 10 && o != 127 && o < 224) continue;
    corner(o, order, &x, &y);
    put("<rect class=\"rs\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>", x,
      y, edge, edge);
  }
}

static void lines(unsigned int order)
{
  unsigned int i = 0, edge = 1U << (order - 4), all = 1U << order;
  put_raw("<path class=\"o8\" d=\"");
  for (; i <= 16; i++) put("M0 %uH%uM%u 0V%u", i * edge, all, i * edge, all);
  put_raw("\"/>");
}

static void outlined(struct where const *w, unsigned int order)
{
  unsigned int i = 0, j, x, y, last[WHERE_RANKS];
  for (; i < w->worsts; i++)
  {
    last[i] = w->worst[i]->network >> (16 - 2 * order);
    for (j = 0; j < i && last[j] != last[i];) j++;
    if (j < i) continue;
    hilbert(last[i], order, &x, &y);
    if (order == FEW) put("<rect class=\"rg\" x=\"%u\" y=\"%u\" width=\"1\" "
      "height=\"1\"/>", x, y);
    else put("<rect class=\"rg\" x=\"%u\" y=\"%u\" width=\"%u\" "
      "height=\"%u\"/>",
      x ? x - 1 : 0, y ? y - 1 : 0, x ? 3 : 2, y ? 3 : 2);
  }
}

static void square(struct where const *w, unsigned int order, uint64_t t)
{
  unsigned int all = 1U << order, i = 0;
  put("<svg viewBox=\"0 0 %u %u\" role=\"img\" aria-labelledby=\"mt "
    "md\"><title "
    "id=\"mt\">Map of IPv4</title><desc id=\"md\">All addresses along a "
    "Hilbert "
    "curve, neighbours stay neighbours; a square for each /%u, its colour the "
    "share of bad ones. Worst:", all, all, 2 * order);
  for (; i < w->worsts && i < 5; i++) put(" %u.%u",
    w->worst[i]->network >> 8, w->worst[i]->network & 255);
  put(". Table below.</desc><rect class=\"un\" width=\"%u\" height=\"%u\"/>",
    all, all);
  reserved(order);
  for (i = 0; i < SHARE_STEPS; i++) colour(order, i, t);
  lines(order);
  outlined(w, order);
  put_raw("</svg>");
}

/* A label in the middle of a /8: it is wide enough for it on a telephone. */
static void label(char const *class, unsigned int x2, unsigned int y2,
  char const *text)
{
  put("<text class=\"%s\" x=\"%s%%\" y=\"%s%%\" dy=\"4\">%s</text>", class,
    px(x2 * 625 / 2), px(y2 * 625 / 2), text);
}

static void labels(struct where const *w)
{
  unsigned int i = 0, x, y;
  put_raw("<svg class=\"mp\" aria-hidden=\"true\">");
  for (; i < w->eights && i < BUSY; i++)
  {
    hilbert(w->order[i], 4, &x, &y);
    label("h mid", 2 * x + 1, 2 * y + 1, num(w->order[i]));
  }
  for (i = 0; i < 2; i++)     /* 224 to 239 and 240 to 255 are squares, too */
  {
    hilbert(14 + i, 2, &x, &y);
    label("m h mid", 8 * x + 4, 8 * y + 4, i ? "reserved" : "multicast");
  }
  put_raw("</svg>");
}

static void colour_key(void)
{
  static char const *const names[] = { "0", "5", "20", "40", "60", "80", "95",
    "100" };
  unsigned int i = 0;
  put_raw("<svg class=\"key\" width=\"100%\" height=\"28\" "
    "aria-hidden=\"true\">");
  for (; i < SHARE_STEPS; i++) put("<rect class=\"d%u\" x=\"%s%%\" "
    "width=\"8.6%%\" height=\"9\"/>", i, px(880 * i));
  for (i = 0; i <= SHARE_STEPS; i++) put("<text class=\"m%s\" x=\"%s%%\" "
    "y=\"22\""
    ">%s</text>", i ? " mid" : "", px(880 * i), names[i]);
  put_raw("<text class=\"m\" x=\"66%\" y=\"9\">% bad</text><rect class=\"un\" "
    "x=\"80%\" width=\"4.5%\" height=\"9\"/><text class=\"m\" x=\"86%\" "
    "y=\"9\">"
    "unseen</text></svg>");
}

/* There is room for five bytes. */
static char const *few(uint64_t n)
{
  static char s[24];
  struct text t = TEXT(s);
  if (n < 10000) return num(n);
  text_addu(&t, n / 1000);
  text_adds(&t, "k");
  text_addc(&t, 0);
  return s;
}

static void size_key(uint64_t t)
{
  unsigned int i, x = 0;
  put_raw("<svg class=\"key\" width=\"100%\" height=\"16\" "
    "aria-hidden=\"true\">");
  for (i = t == 16; i < 5; i++, x += 13)      /* the first two are of 1 then */
  {
    unsigned int side = sides[i] * 10;
    put("<rect class=\"sz\" x=\"%u%%\" y=\"%s\" width=\"%s\" height=\"%s\"/>"
      "<text class=\"m\" x=\"%u%%\" dx=\"14\" y=\"11\">%s</text>", x,
      px(700 - side / 2), px(side), px(side), x,
      few(i ? t / 16 << 2 * (i - 1) : 1));
  }
  put("<text class=\"m\" x=\"%u%%\" y=\"11\">or more each</text></svg>", x + 2);
}

static void table(struct where const *w)
{
  static char const *const heads[] = { "network", "n|/16 seen",
    "n|connections", "n|bad", "n|% bad", 0 };
  unsigned int i = 0;
  details_open("Table: IPv4 by /8", heads);
  for (; i < w->eights; i++)
  {
    struct eight const *x = &w->eight[w->order[i]];
    put("<tr><th scope=\"row\">%u/8</th><td class=\"n\">%s</td><td class=\"n\">"
      "%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td></tr>", w->order[i],
      num(x->seen), num(x->all), num(x->bad), pct(x->bad, x->all));
  }
  details_close();
}

void part_map(struct origins const *o, struct where const *w)
{
  unsigned int order = order_of(o);
  uint64_t t = fill(o, order);
  put_raw("<figure><div class=\"sq\">");
  square(w, order, t);
  labels(w);
  put_raw("</div>");
  colour_key();
  if (order == FEW) size_key(t);
  put("<figcaption>IPv4 along a Hilbert curve: neighbours in number are "
    "neighbours here. A cell is a /%u%s; lines part the /8s, the numbers name "
    "the busiest. Outlined: where the worst /16 are.</figcaption>", 2 * order,
    order == FEW ? ", the larger its square, the more connections" : "");
  table(w);
  put_raw("</figure>");
}
