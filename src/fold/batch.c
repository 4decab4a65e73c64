/* The lines of one batch. */

#include <string.h>

#include "batch.h"
#include "../karma/rule.h"

#define ROOM 1024     /* lines */

static char const classes[] = { CLASS_NEUTRAL, CLASS_NICE, CLASS_NAUGHTY,
  CLASS_BOXED, CLASS_IMMUNE };

static struct place *places(struct batch const *b, unsigned int is6)
{
  return genalloc_s(struct place, &b->order[is6]);
}

static size_t many(struct batch const *b, unsigned int is6)
{
  return genalloc_len(struct place, &b->order[is6]);
}

void batch_clear(struct batch *b)
{
  genalloc_setlen(struct item, &b->items, 0);
  genalloc_setlen(uint64_t, &b->since, 0);
  genalloc_setlen(struct place, &b->order[0], 0);
  genalloc_setlen(struct place, &b->order[1], 0);
  b->clients = 0;
  b->room = 0;
  batch_rewind(b);
}

void batch_free(struct batch *b)
{
  genalloc_free(struct item, &b->items);
  genalloc_free(uint64_t, &b->since);
  genalloc_free(struct place, &b->order[0]);
  genalloc_free(struct place, &b->order[1]);
  genalloc_free(struct place, &b->scratch);
  batch_clear(b);
}

size_t batch_lines(struct batch const *b)
{
  return genalloc_len(struct item, &b->items);
}

static int item_import(struct batch *b, struct item *i, struct line const *l)
{
  i->is.import.since = (uint32_t)genalloc_len(uint64_t, &b->since);
  i->is.import.naughty = (uint32_t)l->naughty;
  i->is.import.nice = (uint32_t)l->nice;
  i->is.import.connects = (uint32_t)l->connects;
  return genalloc_append(uint64_t, &b->since, &l->since);
}

static unsigned int class(enum line_class c)
{
  unsigned int i = 0;
  while (i < sizeof classes - 1 && classes[i] != (char)c) i++;
  return i;
}

/* Make room for some lines. */
static int enlarge(struct batch *b)
{
  if (!genalloc_readyplus(struct item, &b->items, ROOM)
    || !genalloc_readyplus(struct place, &b->order[0], ROOM)
    || !genalloc_readyplus(struct place, &b->order[1], ROOM)) return 0;
  b->room = ROOM;
  return 1;
}

/* genalloc_append() would call memcpy() for each. */
static int append(struct batch *b, struct item const *i,
  struct place const *p, unsigned int is6)
{
  size_t n = batch_lines(b), k = many(b, is6);
  if (!b->room && !enlarge(b)) return 0;
  b->room--;
  genalloc_s(struct item, &b->items)[n] = *i;
  places(b, is6)[k] = *p;
  genalloc_setlen(struct item, &b->items, n + 1);
  genalloc_setlen(struct place, &b->order[is6], k + 1);
  return 1;
}

int batch_add(struct batch *b, struct line const *l, uint64_t newest)
{
  struct item i =
  {
    .seconds = l->stamp.seconds,
    .newest = newest,
    .is.connection =
    {
      .success = (uint32_t)l->counts.success,
      .tempfail = (uint32_t)l->counts.tempfail,
      .permfail = (uint32_t)l->counts.permfail,
      .negative = (uint32_t)l->negative
    },
    .days = (unsigned int)(l->kind == LINE_CONNECTION
      ? l->penalty_days : l->days) & 0x1fffffff,
    .penalty_max = (unsigned int)l->penalty_max & 0x1fffffff,
    .kind = (unsigned int)l->kind & 7,
    .class = class(l->class) & 7,
    .mixed = (unsigned int)l->mixed & 0x7fffffff,
    .asked = l->asked & 1
  };
  struct place p = { .item = (uint32_t)batch_lines(b) };
  struct key k;
  key_client(&k, &l->address);
  p.number = k.number;
  if (l->kind == LINE_IMPORT && !item_import(b, &i, l)) return 0;
  return append(b, &i, &p, k.is6);
}

/* A stable counting sort of n places by this digit, a byte of their numbers. */
static void distribute(struct place const *from, struct place *to, size_t n,
  unsigned int digit)
{
  size_t at[256] = { 0 }, before = 0, i;
  for (i = 0; i < n; i++) at[from[i].number >> digit & 255]++;
  for (i = 0; i < 256; i++)
  {
    size_t count = at[i];
    at[i] = before;
    before += count;
  }
  for (i = 0; i < n; i++) to[at[from[i].number >> digit & 255]++] = from[i];
}

/* Radix sort by the digits in which not all are equal, from the last to the
   first. 1; 0 no memory (errno). */
static int sort(genalloc *order, genalloc *scratch)
{
  size_t n = genalloc_len(struct place, order), i;
  struct place const *p = genalloc_s(struct place, order);
  genalloc swap;
  unsigned int digit = 0;
  uint64_t differ = 0;
  for (i = 1; i < n; i++) differ |= p[i].number ^ p->number;
  if (differ && !genalloc_ready(struct place, scratch, n)) return 0;
  for (; digit < 64; digit += 8)
  {
    if (!(differ >> digit & 255)) continue;
    distribute(genalloc_s(struct place, order),
      genalloc_s(struct place, scratch), n, digit);
    genalloc_setlen(struct place, scratch, n);
    swap = *order;
    *order = *scratch;
    *scratch = swap;
  }
  return 1;
}

int batch_sort(struct batch *b)
{
  unsigned int is6 = 0;
  size_t i;
  for (; is6 < 2; is6++)
  {
    struct place const *p;
    if (!sort(&b->order[is6], &b->scratch)) return 0;
    p = places(b, is6);
    for (i = 0; i < many(b, is6); i++)
      b->clients += !i || p[i].number != p[i - 1].number;
  }
  batch_rewind(b);
  return 1;
}

/* Go to the beginning of an order; nothing of it is in the window. */
static void enter(struct batch *b, unsigned int is6)
{
  b->is6 = is6;
  b->next = 0;
  b->window = b->next - BATCH_WINDOW;
}

void batch_rewind(struct batch *b)
{
  enter(b, many(b, 0) ? 0 : 1);
}

int batch_peek(struct batch const *b, struct key *k)
{
  if (b->next == many(b, b->is6)) return 0;
  k->number = places(b, b->is6)[b->next].number;
  k->is6 = (unsigned char)b->is6;
  k->bits = b->is6 ? 64 : 32;
  return 1;
}

/* Items lie anywhere. Many are fetched at once, because a processor can wait
   for all of them together. */
static void look_ahead(struct batch *b)
{
  struct place const *p = places(b, b->is6) + b->next;
  struct item const *items = genalloc_s(struct item, &b->items);
  size_t n = many(b, b->is6) - b->next, i = 0;
  b->window = b->next;
  for (; i < n && i < BATCH_WINDOW; i++) b->item[i] = items[p[i].item];
}

/* Take the next item. */
static struct item const *take(struct batch *b)
{
  struct item const *i;
  if (b->next - b->window >= BATCH_WINDOW) look_ahead(b);
  i = &b->item[b->next - b->window];
  if (++b->next == many(b, 0) && !b->is6) enter(b, 1);
  return i;
}

/* The line again, as far as rules read it. */
static struct line const *again(struct batch *b, struct item const *i)
{
  struct line *l = &b->line;
  l->kind = (enum line_kind)i->kind;
  l->class = (enum line_class)classes[i->class];
  l->stamp.seconds = i->seconds;
  l->penalty_max = i->penalty_max;
  l->mixed = i->mixed;
  l->asked = i->asked;
  l->penalty_days = l->days = i->days;
  if (l->kind == LINE_IMPORT)
  {
    l->since = genalloc_s(uint64_t, &b->since)[i->is.import.since];
    l->naughty = i->is.import.naughty;
    l->nice = i->is.import.nice;
    l->connects = i->is.import.connects;
    return l;
  }
  l->counts.success = i->is.connection.success;
  l->counts.tempfail = i->is.connection.tempfail;
  l->counts.permfail = i->is.connection.permfail;
  l->negative = i->is.connection.negative;
  return l;
}

void batch_apply(struct batch *b, struct key const *k, struct record *r,
  struct balance *balances, uint64_t expire_days, uint64_t version)
{
  struct balance *a = &balances[k->is6];
  int exists = !record_isnone(r);
  struct key next;
  while (batch_peek(b, &next) && !key_cmp(&next, k))
  {
    struct item const *i = take(b);
    struct line const *l = again(b, i);
    uint64_t connects = r->connects;
    if (rule_apply(r, &exists, l, i->newest, expire_days, version)
      == RULE_RESET)
    {
      a->gone += connects;
      connects = 0;
    }
    a->applied += rule_connects(connects, l);
  }
}

int balance_holds(struct balance const *balances)
{
  unsigned int i = 0;
  while (i < 2 && balances[i].had + balances[i].applied
    == balances[i].has + balances[i].gone) i++;
  return i == 2;
}
