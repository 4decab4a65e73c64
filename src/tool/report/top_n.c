/* The best of a stream of clients. Twice as many are gathered as wanted, then
   the worse half is thrown away. */

#include <stdlib.h>

#include <skalibs/strerr.h>

#include "top_n.h"

static int better_first(void const *a, void const *b)
{
  struct best_client const *x = a, *y = b;
  if (x->value != y->value) return x->value > y->value ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static void cut(struct top_n *b)
{
  struct best_client *c = genalloc_s(struct best_client, &b->clients);
  size_t n = genalloc_len(struct best_client, &b->clients);
  if (n) qsort(c, n, sizeof *c, better_first);
  if (n > b->most)
    genalloc_setlen(struct best_client, &b->clients, (size_t)b->most);
}

void top_n_add(struct top_n *b, uint64_t value, struct key const *k,
  struct record const *r)
{
  struct best_client c = { value, b->seen++, *k, *r };
  if (!genalloc_append(struct best_client, &b->clients, &c))
    strerr_diefusys(111, "remember clients");
  if (genalloc_len(struct best_client, &b->clients) >= 2 * b->most) cut(b);
}

struct best_client const *top_n_sorted(struct top_n *b, uint64_t *n)
{
  cut(b);
  *n = genalloc_len(struct best_client, &b->clients);
  return genalloc_s(struct best_client, &b->clients);
}
