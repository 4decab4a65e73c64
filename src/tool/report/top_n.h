/* Of a stream of clients the n with the greatest values, in memory for n. */

#ifndef TOOL_REPORT_TOP_N_H
#define TOOL_REPORT_TOP_N_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../../karma/key.h"
#include "../../karma/record.h"

#define TOP_N_MOST 100000

struct top_n_client
{
  uint64_t value;         /* by which they are compared */
  uint64_t place;         /* in the stream: of equals, the first counts more */
  struct key key;
  struct record record;
};

struct top_n
{
  uint64_t most;          /* to keep, at most TOP_N_MOST */
  uint64_t seen;
  genalloc clients;       /* struct top_n_client */
};

#define TOP_N_ZERO { 0, 0, GENALLOC_ZERO }

/* Offer a client, which is copied. Dies (111) without memory. */
void top_n_add(struct top_n *t, uint64_t value, struct key const *k,
  struct record const *r);

/* Sort them, the greatest value first. Returns the first, which stays t's, and
   in *n how many there are. */
struct top_n_client const *top_n_sorted(struct top_n *t, uint64_t *n);

#endif
