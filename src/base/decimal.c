/* Numbers in decimal digits, two with one division. */

#include <string.h>

#include "decimal.h"

static char const pairs[] =
  "0001020304050607080910111213141516171819"
  "2021222324252627282930313233343536373839"
  "4041424344454647484950515253545556575859"
  "6061626364656667686970717273747576777879"
  "8081828384858687888990919293949596979899";

static size_t digits(uint64_t u)
{
  size_t n = 1;
  for (; u >= 10000; u /= 10000) n += 4;
  return n + (u >= 10) + (u >= 100) + (u >= 1000);
}

size_t decimal_fmt(char *s, uint64_t u)
{
  size_t n, i;
  uint32_t v;
  if (u < 10)
  {
    *s = (char)('0' + u);
    return 1;
  }
  n = i = digits(u);
  for (; u > UINT32_MAX; u /= 100) memcpy(s + (i -= 2), pairs + u % 100 * 2, 2);
  for (v = (uint32_t)u; v >= 100; v /= 100)
    memcpy(s + (i -= 2), pairs + v % 100 * 2, 2);
  if (i == 2) memcpy(s, pairs + v * 2, 2);
  else *s = (char)('0' + v);
  return n;
}
