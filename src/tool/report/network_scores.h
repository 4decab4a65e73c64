/* What the networks say of strangers: how many of the smallest ones would have
   them asked to come again. */

#ifndef TOOL_REPORT_NETWORK_SCORES_H
#define TOOL_REPORT_NETWORK_SCORES_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../../karma/key.h"
#include "../../karma/record.h"

#define NETWORK_SCORES 3

struct network_scores
{
  uint64_t networks;                  /* /24s and /48s */
  uint64_t from[NETWORK_SCORES];      /* of them with q from each of these on,
                                         and below the one before */
  genalloc open;                      /* struct score_open */
};

/* The q of each, in ten-thousandths, the highest first; and as text. */
extern uint64_t const network_score_from[NETWORK_SCORES];
extern char const *const network_score_name[NETWORK_SCORES];

/* Take the next network as it is in the databases, each behind all that lie in
   it. Memory for the largest /8. Dies (111) without. */
void network_scores_add(struct network_scores *s, struct key const *k,
  struct record const *r, uint64_t now);

#endif
