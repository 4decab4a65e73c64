/* Of many lines of the journal the last ones. */

#include <string.h>

#include <skalibs/strerr.h>

#include "last_lines.h"

#define PLACE (LINE_LEN + 2)

static char *place(struct last_lines const *x, uint64_t n)
{
  return x->ring.s + n % x->most * PLACE;
}

void last_lines_add(struct last_lines *x, char const *s, size_t n)
{
  char *at;
  if (!x->seen && !stralloc_ready(&x->ring, (size_t)x->most * PLACE))
    strerr_diefusys(111, "remember lines");
  at = place(x, x->seen++);
  at[0] = (char)(n >> 8);
  at[1] = (char)n;
  memcpy(at + 2, s, n);
}

uint64_t last_lines_count(struct last_lines const *x)
{
  return x->seen < x->most ? x->seen : x->most;
}

void last_lines_take(struct line *l, struct last_lines const *x, uint64_t i)
{
  char const *at = place(x, x->seen - 1 - i), *why;
  size_t n = (size_t)(unsigned char)at[0] << 8 | (unsigned char)at[1];
  line_scan(l, at + 2, n, &why);
}
