/* How many clients are in the box, by the hour: what comes and goes is counted,
   and the sum of it is what is there. */

#ifndef TOOL_CENSUS_BOXES_H
#define TOOL_CENSUS_BOXES_H

#include <stdint.h>

#include "period.h"

#define BOXES_TERMS 31      /* terms of so many days, the last for longer */

/* Zero to begin with. */
struct boxes
{
  int32_t change[PERIOD_HOURS + 1];   /* at the beginning of each hour */
  int32_t now;                        /* in it when the period ends */
  uint32_t boxed[PERIOD_DAYS];        /* clients boxed anew, a day */
  uint64_t before;                    /* likewise, the period before */
  uint64_t term[BOXES_TERMS];         /* terms given, by their whole days */
  uint64_t terms;
};

/* At time t the box of a client changes: it was to end at `was`, and now is to
   end at `is` (0 or a time gone: it is not in the box). */
void boxes_change(struct boxes *b, struct period const *p, uint64_t t,
  uint64_t was, uint64_t is);

/* Turn the changes into what is in the box at the beginning of each hour:
   change[h], not negative. */
void boxes_sum(struct boxes *b, struct period const *p);

#endif
