/* Check digits. */

#include <string.h>

#include "sum.h"
#include "text.h"

uint32_t sum_add(uint32_t h, char const *s, size_t n)
{
  size_t i = 0;
  for (; i < n; i++) h = (h * 257 + (unsigned char)s[i]) % 65521;
  return h;
}

int sum_match(char const *s, uint32_t h)
{
  char digits[SUM_DIGITS];
  struct text t = TEXT(digits);
  text_addhex(&t, h, SUM_DIGITS);
  return !memcmp(s, digits, SUM_DIGITS);
}
