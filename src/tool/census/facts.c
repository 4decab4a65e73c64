/* The pairs of a connection's line. */

#include <stddef.h>
#include <string.h>

#include "facts.h"
#include "../../base/scan.h"

#define FACT(name) { #name, sizeof #name - 1, offsetof(struct facts, name) }

static struct { char const *name; size_t len, at; } const names[] =
{
  FACT(at), FACT(stop), FACT(would), FACT(observe), FACT(helo), FACT(from),
  FACT(to), FACT(tls), FACT(lists), FACT(dns)
};

/* Where the pair's value goes; 0 it is none of these. */
static struct word *place(struct facts *f, struct pair const *p)
{
  unsigned int i = 0;
  for (; i < sizeof names / sizeof *names; i++)
    if (names[i].len == p->namelen
      && !memcmp(names[i].name, p->name, p->namelen))
      return (struct word *)((char *)f + names[i].at);
  return 0;
}

void facts_find(struct facts *f, struct line const *l)
{
  char const *s = l->pairs;
  size_t n = l->pairslen;
  struct pair p;
  memset(f, 0, sizeof *f);
  while (line_take(&p, &s, &n))
  {
    struct word value = { p.value, p.len }, *to;
    if (p.namelen == 1 && *p.name == 't') f->seconds = word_number(&value);
    else if ((to = place(f, &p))) *to = value;
  }
}

enum phase facts_phase(struct facts const *f)
{
  int i = PHASE_DATA_POST;
  while (i > PHASE_CONNECT && !word_is(&f->at, phase_name((enum phase)i))) i--;
  return (enum phase)i;
}

int word_is(struct word const *w, char const *s)
{
  return w->s && strlen(s) == w->n && !memcmp(s, w->s, w->n);
}

int word_take(struct word *part, struct word *rest, char separator)
{
  char const *end;
  if (!rest->s) return 0;
  end = memchr(rest->s, separator, rest->n);
  part->s = rest->s;
  part->n = end ? (size_t)(end - rest->s) : rest->n;
  rest->n -= part->n + (end != 0);
  rest->s = end ? end + 1 : 0;
  return 1;
}

unsigned int word_number(struct word const *w)
{
  uint64_t u = 0;
  if (w->s && scan_decimal(w->s, w->n, &u, UINT32_MAX) != w->n) return 0;
  return (unsigned int)u;
}
