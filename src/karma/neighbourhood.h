/* What a stranger's neighbourhood says of it: the networks around it, from the
   widest to the smallest, and its own connections. Networks count clients, and
   of those only whether they were good or bad in these days. */

#ifndef KARMA_NEIGHBOURHOOD_H
#define KARMA_NEIGHBOURHOOD_H

#include <stdint.h>

#include "key.h"
#include "record.h"

#define NEIGHBOURHOOD_LEVELS KEY_NETWORKS   /* its networks but the one of
                                               all, and itself */
#define NEIGHBOURHOOD_EVEN 5000   /* where nothing is known: one in two */
#define NEIGHBOURHOOD_DAY 86400   /* seconds for which one that was asked to
                                     come again is expected */

/* The levels of a client, the widest network first, itself last. Returns how
   many. */
unsigned int neighbourhood_levels(struct key levels[NEIGHBOURHOOD_LEVELS],
  struct key const *client);

/* How bad the next connection is likely to be, in ten-thousandths, if the wider
   levels said q and this level has this record: what it counted within its two
   windows at `now`, and q once more as if it were one connection. q itself if
   it counted nothing. Rounded down. */
uint64_t neighbourhood_weigh(uint64_t q, struct record const *r, uint64_t now);

/* Why a client with this record is not judged by its networks, or 0: it is in
   the box, or a private address; or it speaks for itself, for it was nice once,
   or was never naughty and had something accepted within its windows. */
char const *neighbourhood_excepted(struct address const *a,
  struct record const *r, uint64_t now);

/* When a client that was asked to come again is served: from *from to *until,
   Unix seconds, both included. 1; 0 never (patience 0, or it was not asked, or
   that is over). */
int neighbourhood_served(struct record const *r, uint64_t patience,
  uint64_t now, uint64_t *from, uint64_t *until);

#endif
