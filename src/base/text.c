/* Text built in a fixed array. Every function comes down to text_add or
   text_addc, the places that compare with the end of the array. */

#include <string.h>

#include <skalibs/types.h>

#include "scan.h"
#include "text.h"

void text_add(struct text *t, char const *s, size_t n)
{
  if (n > t->max - t->len)
  {
    n = t->max - t->len;
    t->cut = 1;
  }
  /* Most pieces are words of a few bytes, for which musl's memcpy takes longer
     to begin than to end. And it wants memory even for none: s or t->s may be
     0. */
  if (n < 16)
  {
    while (n--) t->s[t->len++] = *s++;
    return;
  }
  memcpy(t->s + t->len, s, n);
  t->len += n;
}

void text_adds(struct text *t, char const *s)
{
  text_add(t, s, strlen(s));
}

void text_addc(struct text *t, char c)
{
  if (t->len == t->max) t->cut = 1;
  else t->s[t->len++] = c;
}

void text_addu(struct text *t, uint64_t u)
{
  char fmt[UINT64_FMT];
  text_add(t, fmt, uint64_fmt(fmt, u));
}

void text_addi(struct text *t, int64_t i)
{
  if (i < 0) text_addc(t, '-');
  text_addu(t, i < 0 ? -(uint64_t)i : (uint64_t)i);
}

void text_addhex(struct text *t, uint64_t v, unsigned int digits)
{
  while (digits--)
    text_addc(t, "0123456789abcdef"[v >> 4 * digits & 15]);
}

void text_addpad(struct text *t, uint64_t u, unsigned int width)
{
  char fmt[UINT64_FMT];
  size_t n = uint64_fmt(fmt, u);
  for (; width > n; width--) text_addc(t, '0');
  text_add(t, fmt, n);
}

void text_addfraction(struct text *t, uint64_t tenthousandths)
{
  uint64_t rest = tenthousandths % 10000;
  text_addu(t, tenthousandths / 10000);
  if (rest) text_addc(t, '.');
  for (; rest; rest = rest * 10 % 10000)
    text_addc(t, (char)('0' + rest / 1000));
}

void text_addclean(struct text *t, char const *s, size_t n)
{
  size_t i = 0;
  for (; i < n; i++)
    text_addc(t, s[i] < 32 || s[i] > 126 ? '?' : s[i]);
}

void text_addquoted(struct text *t, char const *s, size_t n)
{
  text_addc(t, '"');
  text_addclean(t, s, n);
  text_addc(t, '"');
}

void text_addescaped(struct text *t, char const *s, size_t n)
{
  size_t i = 0;
  for (; i < n; i++)
  {
    unsigned char c = (unsigned char)s[i];
    if (c > 32 && c < 127 && c != '\\')
    {
      text_addc(t, s[i]);
      continue;
    }
    if (t->max - t->len < 4)
    {
      t->cut = 1;
      return;
    }
    text_adds(t, "\\x");
    text_addhex(t, c, 2);
  }
}

/* Does an escape \xHH stand here? The byte that it stands for. */
static int escaped(char const *s, size_t n, char *c)
{
  uint64_t u;
  if (n < 4 || s[0] != '\\' || s[1] != 'x' || !scan_hex(s + 2, 2, &u))
    return 0;
  *c = (char)u;
  return 1;
}

void text_addunescaped(struct text *t, char const *s, size_t n)
{
  size_t i = 0;
  while (i < n)
  {
    char c = s[i];
    i += escaped(s + i, n - i, &c) ? 4 : 1;
    text_addc(t, c);
  }
}

void text_addreadable(struct text *t, char const *s, size_t n)
{
  int quote = memchr(s, '\\', n) != 0;
  size_t i = 0;
  if (quote) text_addc(t, '"');
  while (i < n)
  {
    char c = s[i];
    int escape = escaped(s + i, n - i, &c);
    if (escape && (c < 32 || c > 126))
    {
      text_add(t, s + i, 4);
      i += 4;
      continue;
    }
    if (quote && (c == '"' || (escape && c == '\\'))) text_addc(t, '\\');
    text_addc(t, c);
    i += escape ? 4 : 1;
  }
  if (quote) text_addc(t, '"');
}
