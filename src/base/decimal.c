/* Numbers in decimal digits. */

#include "decimal.h"

static size_t digits(uint64_t u)
{
  size_t n = 1;
  for (; u >= 10000; u /= 10000) n += 4;
  return n + (u >= 10) + (u >= 100) + (u >= 1000);
}

size_t decimal_fmt(char *s, uint64_t u)
{
  size_t n = digits(u), i = n;
  for (; u > UINT32_MAX; u /= 10) s[--i] = (char)('0' + u % 10);
  for (uint32_t v = (uint32_t)u; i; v /= 10) s[--i] = (char)('0' + v % 10);
  return n;
}
