/* How numbers become places. */

#ifndef TOOL_PAGE_SCALE_H
#define TOOL_PAGE_SCALE_H

#include <stdint.h>

/* What part of b is a, in hundredths of a per cent; 0 of nothing. */
uint64_t share(uint64_t a, uint64_t b);

/* A round step, 1, 2 or 5 times a power of ten, so that at most n of them fit
   into max. */
uint64_t round_step(uint64_t max, unsigned int n);

/* Put labels at these n places, which rise, `gap` apart and at or above `last`:
   each is pushed on by the one before it, and then all back from the last. */
void spread(int64_t *place, unsigned int n, int64_t gap, int64_t last);

/* The class of a text at this share of the width, so that it stays within:
   ` mid`, ` end`, or nothing. */
char const *anchor(uint64_t at);

/* 100 times the logarithm of value to the base of most, in hundredths: where it
   stands on a logarithmic scale from 1 to most. */
uint64_t log_share(uint64_t value, uint64_t most);

/* Where the cell d of a Hilbert curve through 2^order by 2^order cells is. */
void hilbert(uint32_t d, unsigned int order, unsigned int *x,
  unsigned int *y);

#endif
