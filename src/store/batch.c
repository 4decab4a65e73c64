/* The lines of one batch. */

#include <string.h>

#include "batch.h"
#include "../karma/rule.h"

void batch_clear(struct batch *b)
{
  genalloc_setlen(struct item, &b->items, 0);
  genalloc_setlen(uint32_t, &b->order, 0);
  b->next = 0;
}

/* The counts of an import take the place of a connection's. */
static void item_import(struct item *i, struct line const *l)
{
  i->since = l->since;
  i->success = (uint32_t)l->naughty;
  i->tempfail = (uint32_t)l->nice;
  i->permfail = (uint32_t)l->connects;
}

int batch_add(struct batch *b, struct line const *l, uint64_t newest)
{
  struct item i =
  {
    .seconds = l->stamp.seconds,
    .newest = newest,
    .success = (uint32_t)l->counts.success,
    .tempfail = (uint32_t)l->counts.tempfail,
    .permfail = (uint32_t)l->counts.permfail,
    .negative = (uint32_t)l->negative,
    .penalty_days = (uint32_t)(l->kind == LINE_CONNECTION ? l->penalty_days
      : l->days),
    .penalty_max = (uint32_t)l->penalty_max,
    .kind = (unsigned char)l->kind,
    .class = (unsigned char)l->class
  };
  if (l->kind == LINE_IMPORT) item_import(&i, l);
  key_client(&i.key, &l->address);
  return genalloc_append(struct item, &b->items, &i);
}

/* The line again, as far as rules read it. */
static void item_line(struct line *l, struct item const *i)
{
  memset(l, 0, sizeof *l);
  l->kind = (enum line_kind)i->kind;
  l->class = (enum line_class)i->class;
  l->stamp.seconds = i->seconds;
  l->counts.success = i->success;
  l->counts.tempfail = i->tempfail;
  l->counts.permfail = i->permfail;
  l->negative = i->negative;
  l->penalty_days = i->penalty_days;
  l->penalty_max = i->penalty_max;
  l->days = i->penalty_days;
  l->since = i->since;
  l->naughty = i->success;
  l->nice = i->tempfail;
  l->connects = i->permfail;
}

/* Merge two neighbouring sorted runs, [from, middle) and [middle, to). */
static void merge(struct item const *items, uint32_t const *run,
  uint32_t *out, size_t from, size_t middle, size_t to)
{
  size_t i = from, j = middle, k = from;
  while (k < to)
    if (j == to || (i < middle
      && key_cmp(&items[run[i]].key, &items[run[j]].key) <= 0))
      out[k++] = run[i++];
    else out[k++] = run[j++];
}

/* Sort n indices at `order`, with as much room again behind them. Returns
   which of the two halves has the result. */
static uint32_t *sort(struct item const *items, uint32_t *order, size_t n)
{
  uint32_t *out = order + n, *swap;
  size_t width = 1, from;
  for (; width < n; width *= 2)
  {
    for (from = 0; from < n; from += 2 * width)
      merge(items, order, out, from, from + width < n ? from + width : n,
        from + 2 * width < n ? from + 2 * width : n);
    swap = order;
    order = out;
    out = swap;
  }
  return order;
}

int batch_sort(struct batch *b)
{
  size_t n = genalloc_len(struct item, &b->items);
  uint32_t *order, *sorted;
  uint32_t i = 0;
  if (!genalloc_ready(uint32_t, &b->order, 2 * n)) return 0;
  order = genalloc_s(uint32_t, &b->order);
  for (; i < n; i++) order[i] = i;
  sorted = sort(genalloc_s(struct item, &b->items), order, n);
  if (sorted != order) memcpy(order, sorted, n * sizeof *order);
  genalloc_setlen(uint32_t, &b->order, n);
  b->next = 0;
  return 1;
}

struct item const *batch_peek(struct batch const *b)
{
  if (b->next >= genalloc_len(uint32_t, &b->order)) return 0;
  return genalloc_s(struct item, &b->items)
    + genalloc_s(uint32_t, &b->order)[b->next];
}

void batch_apply(struct batch *b, struct key const *k, struct record *r,
  struct account *accounts, uint64_t expire_days)
{
  struct account *a = &accounts[k->is6];
  int exists = !record_isnone(r);
  struct item const *i;
  for (; (i = batch_peek(b)) && !key_cmp(&i->key, k); b->next++)
  {
    struct line l;
    struct record before = *r;
    item_line(&l, i);
    if (rule_apply(r, &exists, &l, i->newest, expire_days) == RULE_RESET)
    {
      a->gone += before.connects;
      before.connects = 0;
    }
    a->applied += rule_connects(&before, &l);
  }
}

int account_holds(struct account const *accounts)
{
  unsigned int i = 0;
  while (i < 2 && accounts[i].had + accounts[i].applied
    == accounts[i].has + accounts[i].gone) i++;
  return i == 2;
}
