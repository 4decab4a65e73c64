/* Base64: one text for some bytes and no other; what is encoded here reads as
   what it was. */

#include "fuzz.h"
#include "../../src/maildir/base64.h"

#define MAX 3000

static size_t encode(char *to, char const *s, size_t n)
{
  static char const digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned char const *u = (unsigned char const *)s;
  unsigned int bits = 0, have = 0;
  size_t i = 0, len = 0;
  for (; i < n; i++)
  {
    bits = bits << 8 | u[i];
    for (have += 8; have >= 6; have -= 6)
      to[len++] = digits[bits >> (have - 6) & 63];
  }
  if (have) to[len++] = digits[bits << (6 - have) & 63];
  while (len % 4) to[len++] = '=';
  return len;
}

void fuzz(char const *s, size_t n)
{
  char decoded[MAX], encoded[2 * MAX], few[9];
  struct text t = TEXT(decoded), u = TEXT(few);
  size_t len;
  if (n > MAX) return;
  if (base64_decode(&t, s, n))
  {
    MUST(same(encoded, encode(encoded, t.s, t.len), s, n));
    MUST(base64_decode(&u, s, n) == (t.len <= sizeof few));
  }
  len = encode(encoded, s, n);
  t.len = t.cut = 0;
  MUST(base64_decode(&t, encoded, len) && same(t.s, t.len, s, n));
}
