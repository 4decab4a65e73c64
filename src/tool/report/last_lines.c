/* Of many lines of the journal the last ones. */

#include <string.h>

#include <skalibs/strerr.h>

#include "last_lines.h"

static struct last_line *place(struct last_lines const *x, uint64_t n)
{
  return genalloc_s(struct last_line, &x->ring) + n % x->most;
}

void last_lines_add(struct last_lines *x, struct journal_reader const *c)
{
  struct last_line *at;
  if (!x->seen
    && !genalloc_ready(struct last_line, &x->ring, (size_t)x->most))
    strerr_diefusys(111, "remember lines");
  at = place(x, x->seen++);
  memcpy(at->host, c->host, sizeof at->host);
  at->n = c->n;
  memcpy(at->s, c->s, c->n);
}

uint64_t last_lines_count(struct last_lines const *x)
{
  return x->seen < x->most ? x->seen : x->most;
}

char const *last_lines_take(struct line *l, struct last_lines const *x,
  uint64_t i)
{
  struct last_line const *at = place(x, x->seen - 1 - i);
  char const *why;
  line_scan(l, at->s, at->n, &why);
  return at->host;
}
