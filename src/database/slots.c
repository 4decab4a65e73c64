/* The hash tables of a database, in memory. */

#include <string.h>

#include "slots.h"

static struct slot *records(struct slots const *s)
{
  return genalloc_s(struct slot, &s->records);
}

static unsigned int table_of(struct slot const *s)
{
  return s->hash % SLOTS_TABLES;
}

void slots_clear(struct slots *s)
{
  genalloc_setlen(struct slot, &s->records, 0);
  memset(s->count, 0, sizeof s->count);
}

void slots_free(struct slots *s)
{
  genalloc_free(struct slot, &s->records);
  genalloc_free(struct slot, &s->room);
  genalloc_free(uint32_t, &s->next);
}

int slots_add(struct slots *s, uint32_t hash, uint32_t at)
{
  struct slot slot = { hash, at };
  size_t n = genalloc_len(struct slot, &s->records);
  if (!genalloc_readyplus(struct slot, &s->records, 1)) return 0;
  records(s)[n] = slot;
  genalloc_setlen(struct slot, &s->records, n + 1);
  s->count[table_of(&slot)]++;
  return 1;
}

/* Bring the records of each table together, in place: one that is not where
   its table is changes places with the first one there that does not belong
   there either. */
static void bring_together(struct slots *s)
{
  struct slot *r = records(s), swap;
  size_t next[SLOTS_TABLES], end[SLOTS_TABLES], n = 0;
  unsigned int i = 0, j;
  for (; i < SLOTS_TABLES; i++)
  {
    next[i] = n;
    end[i] = n += s->count[i];
  }
  for (i = 0; i < SLOTS_TABLES; i++)
    while (next[i] < end[i])
    {
      swap = r[next[i]];
      j = table_of(&swap);
      r[next[i]] = r[next[j]];
      r[next[j]++] = swap;
    }
}

/* Distribute n records by this digit, a byte of their places; what is equal
   stays in its order. */
static void distribute(struct slot const *from, struct slot *to, size_t n,
  unsigned int digit)
{
  size_t at[256] = { 0 }, before = 0, i;
  for (i = 0; i < n; i++) at[from[i].at >> digit & 255]++;
  for (i = 0; i < 256; i++)
  {
    size_t count = at[i];
    at[i] = before;
    before += count;
  }
  for (i = 0; i < n; i++) to[at[from[i].at >> digit & 255]++] = from[i];
}

/* Sort by place, by its digits from the last to the first. */
static void sort(struct slot *r, struct slot *scratch, size_t n)
{
  unsigned int digit = 0;
  for (; digit < 32; digit += 16)
  {
    distribute(r, scratch, n, digit);
    distribute(scratch, r, n, digit + 8);
  }
}

int slots_gather(struct slots *s)
{
  struct slot *r;
  unsigned int i = 0;
  uint32_t most = 0;
  for (; i < SLOTS_TABLES; i++) if (s->count[i] > most) most = s->count[i];
  if (!genalloc_ready(struct slot, &s->room, 2 * (size_t)most)
    || !genalloc_ready(uint32_t, &s->next, 2 * (size_t)most)) return 0;
  bring_together(s);
  for (r = records(s), i = 0; i < SLOTS_TABLES; r += s->count[i++])
    sort(r, genalloc_s(struct slot, &s->room), s->count[i]);
  return 1;
}

struct slot *slots_records(struct slots const *s, unsigned int table)
{
  struct slot *r = records(s);
  unsigned int i = 0;
  for (; i < table; i++) r += s->count[i];
  return r;
}

/* The first free slot from this one on. `next` of a free slot is itself, of
   another one that lies behind it and before the next free one or on it; what
   was gone through once is shorter the next time. Slot after slot would take
   forever where somebody has chosen his addresses by their hashes. */
static uint32_t vacant(uint32_t *next, uint32_t i)
{
  while (next[i] != i) i = next[i] = next[next[i]];
  return i;
}

struct slot const *slots_table(struct slots *s, unsigned int table)
{
  struct slot *open = genalloc_s(struct slot, &s->room);
  struct slot const *r = slots_records(s, table);
  uint32_t *next = genalloc_s(uint32_t, &s->next);
  uint32_t n = s->count[table], len = 2 * n, i, k;
  if (n) memset(open, 0, len * sizeof *open);
  for (i = 0; i < len; i++) next[i] = i;
  for (i = 0; i < n; i++)
  {
    k = vacant(next, (r[i].hash >> 8) % len);
    open[k] = r[i];
    next[k] = k + 1 == len ? 0 : k + 1;
  }
  return open;
}
