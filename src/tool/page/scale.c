/* How numbers become places. */

#include "scale.h"

uint64_t share(uint64_t a, uint64_t b)
{
  return b ? (20000 * a + b) / (2 * b) : 0;
}

uint64_t round_step(uint64_t max, unsigned int n)
{
  static unsigned int const digits[] = { 1, 2, 5 };
  uint64_t unit = 1;
  for (;; unit *= 10)
  {
    unsigned int i = 0;
    for (; i < 3; i++)
      if (max <= unit * digits[i] * n) return unit * digits[i];
  }
}

void spread(int64_t *place, unsigned int n, int64_t gap, int64_t last)
{
  unsigned int i;
  for (i = 1; i < n; i++)
    if (place[i] < place[i - 1] + gap) place[i] = place[i - 1] + gap;
  if (n && place[n - 1] > last) place[n - 1] = last;
  for (i = n; i-- > 1;)
    if (place[i - 1] > place[i] - gap) place[i - 1] = place[i] - gap;
}

char const *anchor(uint64_t at)
{
  return at < 2500 ? "" : at > 7500 ? " end" : " mid";
}

/* The binary logarithm of v, at least 1, in 65536ths, digit by digit: squaring
   doubles it. */
static uint64_t log2_of(uint64_t v)
{
  unsigned int whole = 0, i = 0;
  uint64_t x, log;
  while (v >> whole > 1) whole++;
  x = whole > 31 ? v >> (whole - 31) : v << (31 - whole);
  log = whole;
  for (; i < 16; i++)
  {
    x = x * x >> 31;
    log <<= 1;
    if (x >> 32) x >>= 1, log |= 1;
  }
  return log;
}

uint64_t log_share(uint64_t value, uint64_t most)
{
  if (value < 1) value = 1;
  if (value > most) value = most;
  return share(log2_of(value), log2_of(most));
}

void hilbert(uint32_t d, unsigned int order, unsigned int *x,
  unsigned int *y)
{
  unsigned int s = 1;
  *x = *y = 0;
  for (; s < 1U << order; s *= 2, d /= 4)
  {
    unsigned int rx = d / 2 & 1, ry = (d ^ rx) & 1;
    if (!ry)
    {
      unsigned int t = rx ? s - 1 - *x : *x;
      *x = rx ? s - 1 - *y : *y;
      *y = t;
    }
    *x += s * rx;
    *y += s * ry;
  }
}
