/* The hash tables of a finished database, checked. */

#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/types.h>

#include "chains.h"
#include "header.h"
#include "lookup.h"
#include "table_writer.h"

static uint32_t number(char const *s)
{
  uint32_t u;
  uint32_unpack(s, &u);
  return u;
}

int chains_begin(struct chains *c)
{
  static char const key[] = HEADER_KEY;
  slots_clear(&c->slots);
  c->at = LOOKUP_POINTERS;
  return chains_add(c, key, sizeof key - 1, HEADER_LEN);
}

int chains_add(struct chains *c, char const *key, size_t keylen, size_t len)
{
  uint32_t at = (uint32_t)c->at;
  c->at += 8 + keylen + len;
  return slots_add(&c->slots, table_hash(key, keylen), at);
}

/* Read all that is asked for. 1; 0 the file is shorter; -1. */
static int get(int fd, char *to, size_t n, uint64_t at)
{
  while (n)
  {
    ssize_t r = pread(fd, to, n, (off_t)at);
    if (r < 1) return (int)r;
    to += r;
    n -= (size_t)r;
    at += (uint64_t)r;
  }
  return 1;
}

/* Take the record that this slot is of out of the n of this table, which are in
   the order of the file. 1; 0 there is none, or it was taken before: from then
   on its hash is one of another table. */
static int take(struct slot *r, uint32_t n, unsigned int table,
  char const *slot)
{
  uint32_t hash = number(slot), at = number(slot + 4), low = 0;
  while (n - low > 1)
  {
    uint32_t middle = low + (n - low) / 2;
    if (r[middle].at <= at) low = middle;
    else n = middle;
  }
  if (r[low].at != at || r[low].hash != hash || hash % SLOTS_TABLES != table)
    return 0;
  r[low].hash = ~hash;
  return 1;
}

/* Are there the slots of these n records, each not behind a free one as a
   look-up goes, which begins where its hash says? We begin at a free one. */
static int holds(struct slot *r, uint32_t n, unsigned int i, char const *table)
{
  uint32_t len = 2 * n, start = 0, used = 0, run = 0, j, k;
  while (start < len && number(table + 8 * (size_t)start + 4)) start++;
  for (j = 0; j < len; j++)
  {
    char const *slot = table + 8 * (size_t)(k = (start + j) % len);
    if (!number(slot + 4))
    {
      if (number(slot)) return 0;
      run = 0;
      continue;
    }
    if (!take(r, n, i, slot)) return 0;
    if ((k + len - (number(slot) >> 8) % len) % len > run++) return 0;
    used++;
  }
  return used == n;
}

static int broken(char const **why, char const *what)
{
  *why = what;
  return -1;
}

/* Check the table of n records, which begins here. 1, -1. */
static int check(struct chains *c, unsigned int i, int fd, char const **why)
{
  uint32_t n = c->slots.count[i];
  size_t bytes = 16 * (size_t)n;
  int r;
  if (!stralloc_ready(&c->table, bytes)) return -1;
  r = get(fd, c->table.s, bytes, c->at);
  if (r == -1) return -1;
  if (!r) return broken(why, "it is cut short");
  c->at += bytes;
  return holds(slots_records(&c->slots, i), n, i, c->table.s) ? 1
    : broken(why, "looking up does not find its records");
}

int chains_check(struct chains *c, int fd, char const **why)
{
  char pointers[LOOKUP_POINTERS];
  struct stat st;
  unsigned int i = 0;
  if (get(fd, pointers, sizeof pointers, 0) != 1 || fstat(fd, &st) == -1
    || !slots_gather(&c->slots)) return -1;
  for (; i < SLOTS_TABLES; i++)
  {
    if (number(pointers + 8 * i) != c->at
      || number(pointers + 8 * i + 4) != 2 * c->slots.count[i])
      return broken(why, "its hash tables are not where they ought to be");
    if (check(c, i, fd, why) == -1) return -1;
  }
  return c->at == (uint64_t)st.st_size ? 1
    : broken(why, "there is something behind its hash tables");
}

void chains_end(struct chains *c)
{
  slots_free(&c->slots);
  stralloc_free(&c->table);
}
