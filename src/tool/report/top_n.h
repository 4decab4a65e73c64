/* The best of a stream of clients, in memory for so many. */

#ifndef TOOL_REPORT_TOP_N_H
#define TOOL_REPORT_TOP_N_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../../karma/key.h"
#include "../../karma/record.h"

#define TOP_N_MOST 100000

struct best_client
{
  uint64_t value;         /* by which they are compared: more is better */
  uint64_t place;         /* in the stream: of equals, the first is better */
  struct key key;
  struct record record;
};

struct top_n
{
  uint64_t most;          /* to keep, at most BEST_MOST */
  uint64_t seen;
  genalloc clients;       /* struct top_n_client */
};

#define TOP_N_ZERO { 0, 0, GENALLOC_ZERO }

/* Offer a client. Dies (111) without memory. */
void top_n_add(struct top_n *b, uint64_t value, struct key const *k,
  struct record const *r);

/* Sort them. Returns the first, and how many there are. */
struct best_client const *top_n_sorted(struct top_n *b, uint64_t *n);

#endif
