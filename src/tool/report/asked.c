/* What a connection asked the DNS. */

#include <string.h>

#include "asked.h"
#include "../../base/scan.h"

int asked_scan(struct asked *a, struct line const *l)
{
  uint64_t *const value[] = { &a->questions, &a->troubles, &a->open,
    &a->milliseconds };
  struct pair p;
  unsigned int i = 0;
  if (!line_find(&p, l, "dns")) return 0;
  for (; i < 4; i++)
  {
    size_t n = scan_decimal(p.value, p.len, value[i], UINT32_MAX);
    if (!n || (i < 3 ? n == p.len || p.value[n] != '/' : n != p.len
      && (p.value[n] != '/' || n + 1 == p.len))) return 0;
    p.value += n + 1;
    p.len -= n + (i < 3);
  }
  return a->troubles + a->open <= a->questions;
}

/* The length of the name in NAME:SCORE, or 0. */
static size_t name_of(char const *s, size_t n)
{
  char const *colon = memchr(s, ':', n);
  size_t name = colon ? (size_t)(colon - s) : n, at = name + 1;
  uint64_t u;
  at += at < n && s[at] == '-';
  return at < n && scan_decimal(s + at, n - at, &u, UINT32_MAX) == n - at
    ? name : 0;
}

void asked_lists(struct counts *c, struct line const *l)
{
  struct pair p;
  if (!line_find(&p, l, "lists")) return;
  while (p.len)
  {
    char const *comma = memchr(p.value, ',', p.len);
    size_t n = comma ? (size_t)(comma - p.value) : p.len;
    size_t name = name_of(p.value, n);
    if (name) counts_add(c, p.value, name, l, 1);
    n += comma != 0;
    p.value += n;
    p.len -= n;
  }
}
