/* Connections added up by a name. */

#include <stdlib.h>

#include <skalibs/strerr.h>

#include "counts.h"

static struct rank *ranks(struct ranking const *r)
{
  return genalloc_s(struct rank, &r->ranks);
}

void ranking_add(struct ranking *r, char const *name, size_t len,
  struct line const *l, uint64_t times)
{
  struct rank new = { 0 }, *rank;
  if (index_number(&r->index, name, len, &new.number)
    && !genalloc_append(struct rank, &r->ranks, &new))
    strerr_diefusys(111, "remember names");
  rank = ranks(r) + new.number;
  rank->times += times;
  rank->connects++;
  rank->class[class_index(l->class)]++;
  rank->counts.success += l->counts.success;
  rank->counts.tempfail += l->counts.tempfail;
  rank->counts.permfail += l->counts.permfail;
}

static int most_first(void const *a, void const *b)
{
  struct rank const *x = a, *y = b;
  if (x->times != y->times) return x->times > y->times ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

struct rank const *ranking_sorted(struct ranking *r, size_t *n)
{
  *n = genalloc_len(struct rank, &r->ranks);
  if (*n) qsort(ranks(r), *n, sizeof (struct rank), most_first);
  return ranks(r);
}
