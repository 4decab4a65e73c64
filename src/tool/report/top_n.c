/* Of a stream of clients the n with the greatest values. Twice as many are
   gathered as wanted, then the lesser half is thrown away. */

#include <stdlib.h>

#include <skalibs/strerr.h>

#include "top_n.h"

static int greatest_first(void const *a, void const *b)
{
  struct top_n_client const *x = a, *y = b;
  if (x->value != y->value) return x->value > y->value ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static void cut(struct top_n *t)
{
  struct top_n_client *c = genalloc_s(struct top_n_client, &t->clients);
  size_t n = genalloc_len(struct top_n_client, &t->clients);
  if (n) qsort(c, n, sizeof *c, greatest_first);
  if (n > t->most)
    genalloc_setlen(struct top_n_client, &t->clients, (size_t)t->most);
}

void top_n_add(struct top_n *t, uint64_t value, struct key const *k,
  struct record const *r)
{
  struct top_n_client c = { value, t->seen++, *k, *r };
  if (!genalloc_append(struct top_n_client, &t->clients, &c))
    strerr_diefusys(111, "remember clients");
  if (genalloc_len(struct top_n_client, &t->clients) >= 2 * t->most) cut(t);
}

struct top_n_client const *top_n_sorted(struct top_n *t, uint64_t *n)
{
  cut(t);
  *n = genalloc_len(struct top_n_client, &t->clients);
  return genalloc_s(struct top_n_client, &t->clients);
}
