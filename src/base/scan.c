/* Numbers out of text that is not NUL-terminated. */

#include "scan.h"

size_t scan_decimal(char const *s, size_t n, uint64_t *u, uint64_t max)
{
  size_t i = 0;
  uint64_t v = 0;
  for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
  {
    unsigned int digit = (unsigned int)(s[i] - '0');
    if (digit > max || v > (max - digit) / 10) return 0;
    v = v * 10 + digit;
  }
  *u = v;
  return i;
}

size_t scan_hex(char const *s, size_t n, uint64_t *u)
{
  size_t i = 0;
  uint64_t v = 0;
  for (; i < n; i++)
  {
    if (s[i] >= '0' && s[i] <= '9') v = v << 4 | (uint64_t)(s[i] - '0');
    else if (s[i] >= 'a' && s[i] <= 'f') v = v << 4 | (uint64_t)(s[i] - 'a' + 10);
    else return 0;
  }
  *u = v;
  return n;
}

int scan_fraction(char const *s, size_t n, uint64_t *tenthousandths,
  uint64_t max)
{
  uint64_t v, unit = 1000;
  size_t i = scan_decimal(s, n, &v, max / 10000);
  if (!i) return 0;
  v *= 10000;
  if (i < n)
  {
    if (s[i++] != '.' || i == n || n - i > 4) return 0;
    for (; i < n; i++, unit /= 10)
    {
      if (s[i] < '0' || s[i] > '9') return 0;
      v += (uint64_t)(s[i] - '0') * unit;
    }
  }
  if (v > max) return 0;
  *tenthousandths = v;
  return 1;
}
