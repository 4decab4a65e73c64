/* Connections added up by a name. */

#include <stdlib.h>
#include <string.h>

#include <skalibs/strerr.h>

#include "counts.h"

static struct count *entries(struct counts const *c)
{
  return genalloc_s(struct count, &c->entries);
}

void counts_add(struct counts *c, char const *name, size_t len,
  struct line const *l, uint64_t times)
{
  struct count new = { 0 }, *entry;
  if (intern_number(&c->names, name, len, &new.number)
    && !genalloc_append(struct count, &c->entries, &new))
    strerr_diefusys(111, "remember names");
  entry = entries(c) + new.number;
  entry->times += times;
  entry->connects++;
  entry->class[class_index(l->class)]++;
  entry->counts.success += l->counts.success;
  entry->counts.tempfail += l->counts.tempfail;
  entry->counts.permfail += l->counts.permfail;
}

static int most_first(void const *a, void const *b)
{
  struct count const *x = a, *y = b;
  if (x->times != y->times) return x->times > y->times ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

struct count const *counts_sorted(struct counts *c, size_t *n)
{
  *n = genalloc_len(struct count, &c->entries);
  if (*n) qsort(entries(c), *n, sizeof (struct count), most_first);
  return entries(c);
}

static struct intern const *names;

static int by_name(void const *a, void const *b)
{
  struct count const *x = a, *y = b;
  size_t m, n;
  char const *s = intern_name(names, x->number, &m);
  char const *t = intern_name(names, y->number, &n);
  int r = memcmp(s, t, m < n ? m : n);
  return r ? r : m < n ? -1 : m > n;
}

struct count const *counts_by_name(struct counts *c, size_t *n)
{
  *n = genalloc_len(struct count, &c->entries);
  names = &c->names;
  if (*n) qsort(entries(c), *n, sizeof (struct count), by_name);
  return entries(c);
}
