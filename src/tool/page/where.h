/* What the map and the ranks beside it share. */

#ifndef TOOL_PAGE_WHERE_H
#define TOOL_PAGE_WHERE_H

#include "../census/origins.h"

#define WHERE_RANKS 20
#define SHARE_STEPS 7       /* of bad ones, as colours */

struct eight                /* a /8 */
{
  uint64_t all, bad;
  unsigned int seen;        /* /16 in it */
};

struct where
{
  struct origin const *worst[WHERE_RANKS];    /* /16 of IPv4 */
  struct origin const *best[WHERE_RANKS];
  unsigned int worsts, bests;
  struct eight eight[256];
  unsigned int order[256];  /* those that anybody came from, busiest first */
  unsigned int eights;
};

/* The colour for a share of bad ones: from 5, 20, 40, 60, 80, 95 per cent on
   the next. */
unsigned int share_step(uint64_t bad, uint64_t all);

void part_map(struct origins const *o, struct where const *w);

#endif
