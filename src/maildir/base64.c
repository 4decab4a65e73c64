/* Base64. */

#include <string.h>

#include "base64.h"

static int value(char c)
{
  static char const digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";
  char const *p = c ? strchr(digits, c) : 0;
  return p ? (int)(p - digits) : -1;
}

/* Four digits, of which the last two may be padding if this is the end. */
static int group(struct text *t, char const *s, int last)
{
  int bytes = !last || s[3] != '=' ? 3 : s[2] != '=' ? 2 : 1;
  unsigned long bits = 0;
  int i = 0;
  for (; i < 4; i++)
  {
    int v = i > bytes ? 0 : value(s[i]);
    if (v == -1) return 0;
    bits = bits << 6 | (unsigned long)v;
  }
  /* Two spellings of one text would be one too many. */
  if (bits & (0xffffffUL >> 8 * bytes)) return 0;
  for (i = 0; i < bytes; i++) text_addc(t, (char)(bits >> (16 - 8 * i) & 255));
  return 1;
}

int base64_decode(struct text *t, char const *s, size_t n)
{
  size_t i = 0;
  if (n % 4) return 0;
  for (; i < n; i += 4) if (!group(t, s + i, i + 4 == n)) return 0;
  return !t->cut;
}
