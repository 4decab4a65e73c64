/* A database being written. The format is that of a cdb (lookup.c says how it
   is read); libcdb is asked for the hash only. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <cdb.h>
#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>

#include "table.h"

#define FLUSH 33554432        /* bytes */
#define RECORD_COST 24        /* of a cdb, beside key and value */
#define POINTERS (TABLE_TABLES * 8)

struct slot
{
  uint32_t hash;
  uint32_t at;
};

uint32_t table_hash(char const *key, size_t n)
{
  return cdb_hash(key, (unsigned int)n);
}

static unsigned int table_of(struct slot const *s)
{
  return s->hash % TABLE_TABLES;
}

/* The low byte first. */
static void pack(char *to, uint32_t u)
{
  to[0] = (char)u;
  to[1] = (char)(u >> 8);
  to[2] = (char)(u >> 16);
  to[3] = (char)(u >> 24);
}

/* Copy some bytes, few of them: for less than a hundred, the memcpy of musl
   takes longer to begin than this to end. */
static void copy(char *to, char const *s, size_t n)
{
  for (; n >= 8; n -= 8, to += 8, s += 8) memcpy(to, s, 8);
  while (n--) *to++ = *s++;
}

static int drain(struct table *t)
{
  size_t n = t->have;
  t->have = 0;
  return allwrite(t->fd, t->buffer, n) == n;
}

/* Append two numbers and n bytes, which are fewer than the buffer has. */
static int put(struct table *t, uint32_t a, uint32_t b, char const *s, size_t n)
{
  if (sizeof t->buffer - t->have < 8 + n && !drain(t)) return 0;
  pack(t->buffer + t->have, a);
  pack(t->buffer + t->have + 4, b);
  copy(t->buffer + t->have + 8, s, n);
  t->have += 8 + n;
  t->at += (uint32_t)(8 + n);
  return 1;
}

/* Remember a record for its hash table. */
static int remember(struct table *t, uint32_t hash)
{
  struct slot s = { hash, t->at };
  size_t n = genalloc_len(struct slot, &t->slots);
  if (!genalloc_readyplus(struct slot, &t->slots, 1)) return 0;
  genalloc_s(struct slot, &t->slots)[n] = s;
  genalloc_setlen(struct slot, &t->slots, n + 1);
  t->count[table_of(&s)]++;
  return 1;
}

int table_add(struct table *t, char const *bytes, size_t keylen, size_t len)
{
  size_t cost = keylen + len + RECORD_COST;
  if (cost > TABLE_MAX - t->size)
  {
    t->full = 1;
    return errno = EFBIG, 0;
  }
  if (!remember(t, table_hash(bytes, keylen))
    || !put(t, (uint32_t)keylen, (uint32_t)len, bytes, keylen + len)) return 0;
  t->size += cost;
  t->unsynced += cost;
  if (t->unsynced < FLUSH) return 1;
  t->unsynced = 0;
  return fdatasync(t->fd) == 0;
}

int table_start(struct table *t, int fd, struct header const *h)
{
  static char const key[] = HEADER_KEY;
  char bytes[sizeof key - 1 + HEADER_LEN];
  t->fd = fd;
  t->size = t->at = t->have = POINTERS;
  t->unsynced = 0;
  t->full = 0;
  genalloc_setlen(struct slot, &t->slots, 0);
  memset(t->count, 0, sizeof t->count);
  memset(t->buffer, 0, POINTERS);
  memcpy(bytes, key, sizeof key - 1);
  if (!header_fmt(bytes + sizeof key - 1, h)) return errno = EOVERFLOW, 0;
  return table_add(t, bytes, sizeof key - 1, HEADER_LEN);
}

/* Bring the slots of each table together, in place: a slot that is not where
   its table is changes places with the first one there that does not belong
   there either. */
static void gather(struct table *t)
{
  struct slot *s = genalloc_s(struct slot, &t->slots), swap;
  size_t next[TABLE_TABLES], end[TABLE_TABLES], n = 0;
  unsigned int i = 0, j;
  for (; i < TABLE_TABLES; i++)
  {
    next[i] = n;
    end[i] = n += t->count[i];
  }
  for (i = 0; i < TABLE_TABLES; i++)
    while (next[i] < end[i])
    {
      swap = s[next[i]];
      j = table_of(&swap);
      s[next[i]] = s[next[j]];
      s[next[j]++] = swap;
    }
}

/* Write the hash table of n records, which has twice as many slots. */
static int write_table(struct table *t, struct slot const *s, size_t n,
  genalloc *room)
{
  struct slot *open;
  size_t len = 2 * n, i, k;
  if (!genalloc_ready(struct slot, room, len)) return 0;
  open = genalloc_s(struct slot, room);
  memset(open, 0, len * sizeof *open);
  for (i = 0; i < n; i++)
  {
    for (k = (s[i].hash >> 8) % (uint32_t)len; open[k].at;)
      if (++k == len) k = 0;
    open[k] = s[i];
  }
  for (i = 0; i < len; i++)
    if (!put(t, open[i].hash, open[i].at, 0, 0)) return 0;
  return 1;
}

static int write_tables(struct table *t, char *pointers)
{
  struct slot const *s = genalloc_s(struct slot, &t->slots);
  genalloc room = GENALLOC_ZERO;
  unsigned int i = 0;
  int r = 1;
  for (; r && i < TABLE_TABLES; i++)
  {
    pack(pointers + 8 * i, t->at);
    pack(pointers + 8 * i + 4, 2 * t->count[i]);
    r = !t->count[i] || write_table(t, s, t->count[i], &room);
    s += t->count[i];
  }
  genalloc_free(struct slot, &room);
  return r;
}

/* Over what is written already. */
static int patch(struct table *t, char const *s, size_t n, off_t at)
{
  ssize_t w = pwrite(t->fd, s, n, at);
  if (w == -1) return 0;
  return (size_t)w == n ? 1 : (errno = EIO, 0);
}

static int finish(struct table *t, struct header const *h)
{
  char pointers[POINTERS], value[HEADER_LEN];
  if (!header_fmt(value, h)) return errno = EOVERFLOW, 0;
  gather(t);
  return write_tables(t, pointers) && drain(t)
    && patch(t, pointers, sizeof pointers, 0)
    && patch(t, value, sizeof value, HEADER_OFFSET)
    && fd_sync(t->fd) == 0;
}

int table_finish(struct table *t, struct header const *h)
{
  int r = finish(t, h);
  int e = errno;
  genalloc_free(struct slot, &t->slots);
  errno = e;
  return r;
}

void table_abort(struct table *t)
{
  genalloc_free(struct slot, &t->slots);
  if (t->fd != -1) close(t->fd);
  t->fd = -1;
}
