/* neighbourhood: strangers from bad networks are asked to come again. */

#ifndef CHECKS_NEIGHBOURHOOD_H
#define CHECKS_NEIGHBOURHOOD_H

#include "check.h"

extern struct check const check_neighbourhood;

/* What of its options decides, for who judges without a session; see
   neighbourhood_judge. */
struct neighbourhood_rules
{
  uint64_t threshold;       /* ten-thousandths */
  uint64_t patience;        /* seconds */
  unsigned int refuses : 1; /* it is more than a note */
};

void neighbourhood_rules(struct neighbourhood_rules *r, struct value const *v);

#endif
