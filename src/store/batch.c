/* The lines of one batch. */

#include <string.h>

#include "batch.h"
#include "../karma/rule.h"

void batch_clear(struct batch *b)
{
  genalloc_setlen(struct item, &b->items, 0);
  genalloc_setlen(struct place, &b->order, 0);
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

/* Sorted byte by byte, from the last to the first, and then by family; what
   is equal stays in its order. */
#define DIGITS 9

static unsigned int digit(struct place const *p, unsigned int i)
{
  return i < 8 ? (unsigned int)(p->number >> 8 * i & 255) : p->is6;
}

/* Distribute n places by this digit. 0 when all have the same. */
static int distribute(struct place const *from, struct place *to, size_t n,
  unsigned int i)
{
  size_t at[256] = { 0 }, before = 0, k;
  for (k = 0; k < n; k++) at[digit(from + k, i)]++;
  if (at[digit(from, i)] == n) return 0;
  for (k = 0; k < 256; k++)
  {
    size_t count = at[k];
    at[k] = before;
    before += count;
  }
  for (k = 0; k < n; k++) to[at[digit(from + k, i)]++] = from[k];
  return 1;
}

/* Sort n places, with as much room again behind them. Returns which of the two
   halves has the result. */
static struct place *sort(struct place *places, size_t n)
{
  struct place *other = places + n, *swap;
  unsigned int i = 0;
  for (; n && i < DIGITS; i++)
    if (distribute(places, other, n, i))
    {
      swap = places;
      places = other;
      other = swap;
    }
  return places;
}

int batch_sort(struct batch *b)
{
  struct item const *items = genalloc_s(struct item, &b->items);
  size_t n = genalloc_len(struct item, &b->items);
  struct place *places, *sorted;
  uint32_t i = 0;
  if (!genalloc_ready(struct place, &b->order, 2 * n)) return 0;
  places = genalloc_s(struct place, &b->order);
  for (; i < n; i++)
  {
    places[i].number = items[i].key.number;
    places[i].is6 = items[i].key.is6;
    places[i].item = i;
  }
  sorted = sort(places, n);
  if (sorted != places) memcpy(places, sorted, n * sizeof *places);
  genalloc_setlen(struct place, &b->order, n);
  b->next = 0;
  return 1;
}

struct item const *batch_peek(struct batch const *b)
{
  if (b->next >= genalloc_len(struct place, &b->order)) return 0;
  return genalloc_s(struct item, &b->items)
    + genalloc_s(struct place, &b->order)[b->next].item;
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
    uint64_t connects = r->connects;
    item_line(&l, i);
    if (rule_apply(r, &exists, &l, i->newest, expire_days) == RULE_RESET)
    {
      a->gone += connects;
      connects = 0;
    }
    a->applied += rule_connects(connects, &l);
  }
}

int account_holds(struct account const *accounts)
{
  unsigned int i = 0;
  while (i < 2 && accounts[i].had + accounts[i].applied
    == accounts[i].has + accounts[i].gone) i++;
  return i == 2;
}
