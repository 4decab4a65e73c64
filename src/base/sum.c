/* Check digits. */

#include <string.h>

#include "sum.h"
#include "text.h"

/* Eight bytes at once, by the powers of 257 (mod 65521): one division instead
   of eight that wait for each other. The sum stays below 2^32. */
uint32_t sum_add(uint32_t h, char const *s, size_t n)
{
  unsigned char const *b = (unsigned char const *)s;
  for (; n >= 8; n -= 8, b += 8)
    h = (h * 32624u + b[0] * 13894u + b[1] * 37786u + b[2] * 33035u
      + b[3] * 16700u + b[4] * 4654u + b[5] * 528u + b[6] * 257u + b[7])
      % 65521;
  for (; n; n--) h = (h * 257 + *b++) % 65521;
  return h;
}

int sum_match(char const *s, uint32_t h)
{
  char digits[SUM_DIGITS];
  struct text t = TEXT(digits);
  text_addhex(&t, h, SUM_DIGITS);
  return !memcmp(s, digits, SUM_DIGITS);
}
