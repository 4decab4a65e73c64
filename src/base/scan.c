/* Numbers and words out of text that is not NUL-terminated. */

#include "scan.h"

size_t scan_decimal(char const *s, size_t n, uint64_t *u, uint64_t max)
{
  size_t i = 0;
  uint64_t v = 0;
  for (; i < n; i++)
  {
    unsigned int digit = (unsigned int)s[i] - '0';
    if (digit > 9) break;
    if (v > UINT64_MAX / 10 || (v == UINT64_MAX / 10 && digit > 5)) return 0;
    v = v * 10 + digit;
  }
  if (v > max) return 0;
  *u = v;
  return i;
}

/* What each byte is as a hex digit, plus one. */
static unsigned char const hex[256] =
{
  ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
  ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12,
  ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16
};

int scan_number(char const *s, size_t n, uint64_t *u, uint64_t max)
{
  return n && scan_decimal(s, n, u, max) == n;
}

size_t scan_hex(char const *s, size_t n, uint64_t *u)
{
  unsigned char const *b = (unsigned char const *)s;
  unsigned char const *end = b + n;
  uint64_t v = 0;
  unsigned int all = 0;
  for (; b != end; b++)
  {
    unsigned int digit = hex[*b] - 1U;
    all |= digit;
    v = v << 4 | digit;
  }
  if (all > 15) return 0;
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

int scan_next(char const *s, size_t n, size_t *at, char const **w,
  size_t *len)
{
  while (*at < n && (s[*at] == ' ' || s[*at] == '\t')) ++*at;
  *w = s + *at;
  while (*at < n && s[*at] != ' ' && s[*at] != '\t') ++*at;
  *len = (size_t)(s + *at - *w);
  return *len > 0;
}
