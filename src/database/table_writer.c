/* A database being written. The format is that of a cdb (lookup.c says how it
   is read); libcdb is asked for the hash only. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <cdb.h>
#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>

#include "table_writer.h"

#define FLUSH 33554432        /* bytes */
#define RECORD_COST 24        /* of a cdb, beside key and value */
#define POINTERS (SLOTS_TABLES * 8)

uint32_t table_hash(char const *key, size_t n)
{
  return cdb_hash(key, (unsigned int)n);
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

static int drain(struct table_writer *t)
{
  size_t n = t->have;
  t->have = 0;
  return allwrite(t->fd, t->buffer, n) == n;
}

/* Append two numbers and n bytes, which are fewer than the buffer has. */
static int put(struct table_writer *t, uint32_t a, uint32_t b, char const *s,
  size_t n)
{
  if (sizeof t->buffer - t->have < 8 + n && !drain(t)) return 0;
  pack(t->buffer + t->have, a);
  pack(t->buffer + t->have + 4, b);
  copy(t->buffer + t->have + 8, s, n);
  t->have += 8 + n;
  t->at += (uint32_t)(8 + n);
  return 1;
}

int table_writer_add(struct table_writer *t, char const *bytes, size_t keylen,
  size_t len)
{
  size_t cost = keylen + len + RECORD_COST;
  if (cost > TABLE_MAX - t->size)
  {
    t->full = 1;
    return errno = EFBIG, 0;
  }
  if (!slots_add(&t->slots, table_hash(bytes, keylen), t->at)
    || !put(t, (uint32_t)keylen, (uint32_t)len, bytes, keylen + len)) return 0;
  t->size += cost;
  t->unsynced += cost;
  if (t->unsynced < FLUSH) return 1;
  t->unsynced = 0;
  return fdatasync(t->fd) == 0;
}

void table_writer_begin(struct table_writer *t, int fd)
{
  t->fd = fd;
  t->size = t->at = t->have = POINTERS;
  t->unsynced = 0;
  t->full = 0;
  slots_clear(&t->slots);
  memset(t->buffer, 0, POINTERS);
}

int table_writer_start(struct table_writer *t, int fd, struct header const *h)
{
  static char const key[] = HEADER_KEY;
  char bytes[sizeof key - 1 + HEADER_LEN];
  table_writer_begin(t, fd);
  memcpy(bytes, key, sizeof key - 1);
  if (!header_fmt(bytes + sizeof key - 1, h)) return errno = EOVERFLOW, 0;
  return table_writer_add(t, bytes, sizeof key - 1, HEADER_LEN);
}

static int write_tables(struct table_writer *t, char *pointers)
{
  unsigned int i = 0;
  for (; i < SLOTS_TABLES; i++)
  {
    struct slot const *s = slots_table(&t->slots, i);
    uint32_t len = 2 * t->slots.count[i], k = 0;
    pack(pointers + 8 * i, t->at);
    pack(pointers + 8 * i + 4, len);
    for (; k < len; k++) if (!put(t, s[k].hash, s[k].at, 0, 0)) return 0;
  }
  return 1;
}

/* Over what is written already. */
static int patch(struct table_writer *t, char const *s, size_t n, off_t at)
{
  ssize_t w = pwrite(t->fd, s, n, at);
  if (w == -1) return 0;
  return (size_t)w == n ? 1 : (errno = EIO, 0);
}

static int finish(struct table_writer *t, struct header const *h)
{
  char pointers[POINTERS], value[HEADER_LEN];
  if (h && !header_fmt(value, h)) return errno = EOVERFLOW, 0;
  return slots_gather(&t->slots) && write_tables(t, pointers) && drain(t)
    && patch(t, pointers, sizeof pointers, 0)
    && (!h || patch(t, value, sizeof value, HEADER_OFFSET))
    && fd_sync(t->fd) == 0;
}

int table_writer_finish(struct table_writer *t, struct header const *h)
{
  int r = finish(t, h);
  int e = errno;
  slots_free(&t->slots);
  errno = e;
  return r;
}

void table_abort(struct table_writer *t)
{
  slots_free(&t->slots);
  if (t->fd != -1) close(t->fd);
  t->fd = -1;
}
