/* Connections added up by a name. */

#include <stdlib.h>

#include <skalibs/strerr.h>

#include "counts.h"

static struct count *ranks(struct counts const *r)
{
  return genalloc_s(struct count, &r->ranks);
}

void counts_add(struct counts *r, char const *name, size_t len,
  struct line const *l, uint64_t times)
{
  struct count new = { 0 }, *rank;
  if (intern_number(&r->names, name, len, &new.number)
    && !genalloc_append(struct count, &r->ranks, &new))
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
  struct count const *x = a, *y = b;
  if (x->times != y->times) return x->times > y->times ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

struct count const *counts_sorted(struct counts *r, size_t *n)
{
  *n = genalloc_len(struct count, &r->ranks);
  if (*n) qsort(ranks(r), *n, sizeof (struct count), most_first);
  return ranks(r);
}
