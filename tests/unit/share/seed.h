/* A history is made of a seed: it comes again as it was. */

#ifndef SHARE_SEED_H
#define SHARE_SEED_H

#include <stdint.h>

/* Begin the history of this seed. */
void seed_begin(uint64_t seed);

/* One of 0 to n - 1. */
unsigned int dice(unsigned int n);

/* Print the seed and what is wrong with its history; and exit 1. */
void wrong(char const *what, char const *more);

#endif
