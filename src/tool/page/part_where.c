/* From where: the networks, and the worst and best of them. */

#include <stdlib.h>

#include "marks.h"
#include "parts.h"
#include "put.h"
#include "scale.h"
#include "where.h"

#define RANKS6 10

unsigned int share_step(uint64_t bad, uint64_t all)
{
  static unsigned int const from[] = { 5, 20, 40, 60, 80, 95 };
  unsigned int i = 0;
  while (i < SHARE_STEPS - 1 && 100 * bad >= from[i] * all) i++;
  return i;
}

static void eights(struct where *w, struct origins const *o)
{
  unsigned int i, at;
  for (i = 0; i < 65536; i++)
  {
    struct eight *x = &w->eight[i >> 8];
    x->all += o->ipv4[i].all;
    x->bad += o->ipv4[i].bad;
    x->seen += o->ipv4[i].all > 0;
  }
  for (i = 0; i < 256; i++)
  {
    if (!w->eight[i].all) continue;
    for (at = w->eights++; at
      && w->eight[w->order[at - 1]].all < w->eight[i].all; at--)
      w->order[at] = w->order[at - 1];
    w->order[at] = i;
  }
}

static int falling(void const *a, void const *b)
{
  uint32_t x = *(uint32_t const *)a, y = *(uint32_t const *)b;
  return x > y ? -1 : x < y;
}

/* How many networks it takes for half of all bad ones. */
static unsigned int half(struct origins const *o, uint64_t bad)
{
  static uint32_t v[65536];
  unsigned int i = 0, n = 0;
  uint64_t sum = 0;
  for (; i < 65536; i++) if (o->ipv4[i].bad) v[n++] = o->ipv4[i].bad;
  qsort(v, n, sizeof *v, falling);
  for (i = 0; i < n && sum * 2 < bad; i++) sum += v[i];
  return i;
}

static void total(struct origin const *o, unsigned int n, struct eight *t)
{
  unsigned int i = 0;
  for (; i < n; i++)
  {
    t->all += o[i].all;
    t->bad += o[i].bad;
    t->seen += o[i].all > 0;
  }
}

static void question(struct origins const *o, struct where const *w,
  struct eight const *four, struct eight const *six)
{
  uint64_t worst = 0;
  unsigned int i = 0;
  for (; i < w->worsts; i++) worst += w->worst[i]->bad;
  put("<section id=\"where\"><h2>From where?</h2><p class=\"say\">From <b>%s"
    "</b> network%s (/16) of "
    "IPv4", num(four->seen), four->seen == 1 ? "" : "s");
  if (six->seen) put(" and %s (/32) of IPv6", num(six->seen));
  put_raw(".");
  if (four->bad && four->seen > 1)
  {
    put(" Half of all bad connections came from <b>%s</b> of them",
      num(half(o, four->bad)));
    if (w->worsts) put(", %s from the worst %u", pct(worst, four->bad),
      w->worsts);
    put_raw(".");
  }
  if (six->seen) put(" IPv6 has %s of the connections and %s of the bad ones.",
    pct(six->all, four->all + six->all), pct(six->bad, four->bad + six->bad));
  put_raw("</p>");
}

static void network(struct origin const *x, int is6)
{
  if (is6) put("%x:%x::", x->network >> 16, x->network & 0xffff);
  else put("%u.%u", x->network >> 8, x->network & 255);
}

static void rank_row(struct origin const *x, int is6, uint32_t value,
  uint32_t most)
{
  put_raw("<tr><th scope=\"row\" class=\"a nb\">");
  network(x, is6);
  put("</th><td class=\"bc\"><svg class=\"b\" width=\"100%%\" height=\"9\" "
    "aria-hidden=\"true\"><rect width=\"%s%%\" height=\"9\" "
    "class=\"d%u\"/></svg>"
    "</td><td class=\"n\">%s</td><td class=\"n q\">%s</td></tr>",
    px(share(value, most)), share_step(x->bad, x->all), num(value),
    pct(x->bad, x->all));
}

static void rank(char const *title, struct origin const *const *x,
  unsigned int n, int is6, int bad)
{
  static char const *const heads[2][5] =
  {
    { "", "bc|", "n|nice", "n|% bad", 0 }, { "", "bc|", "n|bad", "n|% bad", 0 }
  };
  unsigned int i = 0;
  if (!n) return;
  put("<div><h3>%s</h3>", title);
  table_open("bars keep", heads[bad]);
  for (; i < n; i++) rank_row(x[i], is6, bad ? x[i]->bad : x[i]->nice,
    bad ? x[0]->bad : x[0]->nice);
  table_close();
  put_raw("</div>");
}

static void ranks6(struct origins const *o)
{
  struct origin const *worst[RANKS6], *best[RANKS6];
  unsigned int n = origins_worst(o->ipv6, ORIGINS_IPV6, worst, RANKS6);
  unsigned int m = origins_best(o->ipv6, ORIGINS_IPV6, best, RANKS6);
  if (!n && !m) return;
  put_raw("<div class=\"two more\">");
  rank("IPv6, the worst /32", worst, n, 1, 1);
  rank("IPv6, the best /32", best, m, 1, 0);
  put_raw("</div>");
}

static void ranks(struct origins const *o, struct where const *w)
{
  put_raw("<div><div class=\"two\">");
  rank("IPv4, the worst /16", w->worst, w->worsts, 0, 1);
  rank("IPv4, the best /16", w->best, w->bests, 0, 0);
  put_raw("</div>");
  ranks6(o);
  put_raw("<p class=\"note\">Worst: most bad connections, where half or more "
    "were bad. Best: most nice ones, of the others. Each list has a scale of "
    "its own.");
  if (o->other6.all) put(" %s connections came from more networks of IPv6 than "
    "are told apart.", num(o->other6.all));
  put_raw("</p></div>");
}

void part_where(struct census const *c)
{
  static struct where w;
  struct origins const *o = &c->origins;
  struct eight four = { 0 }, six = { 0 };
  eights(&w, o);
  total(o->ipv4, 65536, &four);
  total(o->ipv6, ORIGINS_IPV6, &six);
  total(&o->other6, 1, &six);
  if (!four.all && !six.all) return;
  w.worsts = origins_worst(o->ipv4, 65536, w.worst, WHERE_RANKS);
  w.bests = origins_best(o->ipv4, 65536, w.best, WHERE_RANKS);
  question(o, &w, &four, &six);
  put_raw("<div class=\"map\">");
  if (four.all) part_map(o, &w);
  ranks(o, &w);
  put_raw("</div></section>");
}
