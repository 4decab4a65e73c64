/* Connections by network. */

#include "origins.h"

static void count(struct origin *x, uint32_t network, int bad, int nice)
{
  x->network = network;
  x->all++;
  x->bad += bad != 0;
  x->nice += nice != 0;
}

static struct origin *find6(struct origins *o, uint32_t network)
{
  uint32_t i = network * UINT32_C(2654435769) >> 20;
  while (o->ipv6[i].all && o->ipv6[i].network != network)
    i = (i + 1) % ORIGINS_IPV6;
  if (o->ipv6[i].all) return &o->ipv6[i];
  if (o->networks6 >= ORIGINS_IPV6 / 8 * 7) return &o->other6;
  o->networks6++;
  return &o->ipv6[i];
}

void origins_add(struct origins *o, struct address const *a, int bad,
  int nice)
{
  uint32_t network = (uint32_t)a->ip[0] << 8 | a->ip[1];
  if (!a->known) return;
  if (!a->is6)
  {
    count(&o->ipv4[network], network, bad, nice);
    return;
  }
  network = network << 16 | (uint32_t)a->ip[2] << 8 | a->ip[3];
  count(find6(o, network), network, bad, nice);
}

static uint32_t badness(struct origin const *x)
{
  return 2 * (uint64_t)x->bad >= x->all ? x->bad : 0;
}

static uint32_t niceness(struct origin const *x)
{
  return 2 * (uint64_t)x->bad < x->all ? x->nice : 0;
}

static unsigned int rank(struct origin const *o, unsigned int n,
  struct origin const **first, unsigned int most,
  uint32_t (*value)(struct origin const *))
{
  unsigned int i, found = 0;
  for (i = 0; i < n; i++)
  {
    uint32_t v = value(&o[i]);
    unsigned int at = found;
    if (!v || (found == most && v < value(first[found - 1]))) continue;
    while (at && (value(first[at - 1]) < v || (value(first[at - 1]) == v
      && first[at - 1]->network > o[i].network)))
    {
      if (at < most) first[at] = first[at - 1];
      at--;
    }
    if (at == most) continue;
    first[at] = &o[i];
    if (found < most) found++;
  }
  return found;
}

unsigned int origins_worst(struct origin const *o, unsigned int n,
  struct origin const **worst, unsigned int most)
{
  return rank(o, n, worst, most, badness);
}

unsigned int origins_best(struct origin const *o, unsigned int n,
  struct origin const **best, unsigned int most)
{
  return rank(o, n, best, most, niceness);
}
