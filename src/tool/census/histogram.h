/* How long things take, in any unit: exact up to 127, then 16 steps for each
   doubling. */

#ifndef TOOL_CENSUS_HISTOGRAM_H
#define TOOL_CENSUS_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_EXACT 128
#define HISTOGRAM_STEPS 16
#define HISTOGRAM_SIZE (HISTOGRAM_EXACT + 20 * HISTOGRAM_STEPS)

/* Zero to begin with. */
struct histogram
{
  uint64_t n;
  uint32_t count[HISTOGRAM_SIZE];
};

void histogram_add(struct histogram *h, uint64_t value);

/* The least value that so many of 1000 do not exceed, rounded down to a step;
   0 if there is none. */
uint64_t histogram_at(struct histogram const *h, unsigned int permille);

#endif
