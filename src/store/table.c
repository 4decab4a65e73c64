/* A database being written. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "table.h"

#define FLUSH 33554432        /* bytes */
#define RECORD_COST 24        /* of a cdb, beside key and value */

uint32_t table_hash(char const *key, size_t n)
{
  return cdb_hash(key, (unsigned int)n);
}

static int add(struct table *t, char const *key, size_t keylen,
  char const *value, size_t n)
{
  size_t cost = keylen + n + RECORD_COST;
  if (cost > TABLE_MAX - t->size)
  {
    t->full = 1;
    return errno = EFBIG, 0;
  }
  if (cdb_make_add(&t->make, key, (unsigned int)keylen, value,
    (unsigned int)n) == -1) return 0;
  t->size += cost;
  t->unsynced += cost;
  if (t->unsynced < FLUSH) return 1;
  t->unsynced = 0;
  return fdatasync(t->fd) == 0;
}

int table_start(struct table *t, int fd, struct header const *h)
{
  char value[HEADER_LEN];
  t->fd = fd;
  t->indexed = 0;
  t->size = 2048;
  t->unsynced = 0;
  t->full = 0;
  if (!header_fmt(value, h)) return errno = EOVERFLOW, 0;
  if (cdb_make_start(&t->make, fd) == -1) return 0;
  t->indexed = 1;
  return add(t, HEADER_KEY, strlen(HEADER_KEY), value, sizeof value);
}

int table_add(struct table *t, struct key const *k, struct record const *r)
{
  char key[KEY_FMT], value[RECORD_FMT];
  size_t keylen = key_fmt(key, k);
  return add(t, key, keylen, value, record_fmt(value, r, key, keylen));
}

int table_finish(struct table *t, struct header const *h)
{
  char value[HEADER_LEN];
  ssize_t w;
  t->indexed = 0;
  if (cdb_make_finish(&t->make) == -1) return 0;
  if (!header_fmt(value, h)) return errno = EOVERFLOW, 0;
  w = pwrite(t->fd, value, sizeof value, HEADER_OFFSET);
  if (w == -1) return 0;
  if ((size_t)w != sizeof value) return errno = EIO, 0;
  return fd_sync(t->fd) == 0;
}

/* Only finishing frees libcdb's memory, whether it can write or not. */
void table_abort(struct table *t)
{
  if (t->indexed)
  {
    t->indexed = 0;
    t->make.cdb_fd = -1;
    cdb_make_finish(&t->make);
  }
  if (t->fd != -1) close(t->fd);
  t->fd = -1;
}
