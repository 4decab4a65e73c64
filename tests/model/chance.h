/* Chance that can be had again: the same seed, the same numbers. */

#ifndef CHANCE_H
#define CHANCE_H

#include <stdint.h>

static uint64_t chance_state;

static unsigned int chance(unsigned int n)
{
  chance_state ^= chance_state >> 12;
  chance_state ^= chance_state << 25;
  chance_state ^= chance_state >> 27;
  return (unsigned int)((chance_state * UINT64_C(2685821657736338717)) >> 33)
    % n;
}

static void chance_begin(uint64_t seed)
{
  unsigned int i = 0;
  chance_state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) | 1;
  while (i++ < 8) chance(2);
}

#endif
