/* Chance, and the seed that it comes from. */

#include <stdio.h>
#include <unistd.h>

#include <skalibs/types.h>

#include "seed.h"

static uint64_t begun;
static uint64_t state;

void seed_begin(uint64_t seed)
{
  begun = seed;
  state = seed * 2654435761u + 1;
}

unsigned int dice(unsigned int n)
{
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned int)(state >> 33) % n;
}

void wrong(char const *what, char const *more)
{
  char fmt[UINT64_FMT];
  fmt[uint64_fmt(fmt, begun)] = 0;
  printf("seed %s: %s%s\n", fmt, what, more);
  fflush(stdout);
  _exit(1);
}
