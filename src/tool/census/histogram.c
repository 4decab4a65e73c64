/* How long things take. */

#include "histogram.h"

/* A value of 128 << e and more is of step (value >> (e + 3)) - 16 of e. */
static unsigned int index_of(uint64_t value)
{
  unsigned int e = 0, i;
  if (value < HISTOGRAM_EXACT) return (unsigned int)value;
  while (value >> e >= 2 * HISTOGRAM_EXACT && e < 63) e++;
  i = HISTOGRAM_EXACT + e * HISTOGRAM_STEPS
    + ((unsigned int)(value >> (e + 3)) - HISTOGRAM_STEPS);
  return i < HISTOGRAM_SIZE ? i : HISTOGRAM_SIZE - 1;
}

static uint64_t value_of(unsigned int i)
{
  unsigned int e;
  if (i < HISTOGRAM_EXACT) return i;
  i -= HISTOGRAM_EXACT;
  e = i / HISTOGRAM_STEPS;
  return (uint64_t)(i % HISTOGRAM_STEPS + HISTOGRAM_STEPS) << (e + 3);
}

void histogram_add(struct histogram *h, uint64_t value)
{
  h->n++;
  h->count[index_of(value)]++;
}

uint64_t histogram_at(struct histogram const *h, unsigned int permille)
{
  uint64_t sum = 0;
  unsigned int i = 0;
  for (; i < HISTOGRAM_SIZE; i++)
  {
    sum += h->count[i];
    if (sum && sum * 1000 >= h->n * permille) return value_of(i);
  }
  return 0;
}
