/* One look-up in a finished database. The format is that of a cdb: 256
   pointers to hash tables (position, slots), records (key length, value
   length, key, value), the hash tables (hash, position of the record); all
   numbers 32 bits, low byte first. */

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/types.h>

#include "lookup.h"
#include "table_writer.h"
#include "../karma/key.h"

#define FIRST 8             /* slots in the first read, */
#define MORE 8              /* so many times as many in the next one, */
#define ATONCE 512          /* until they are so many */
#define USUAL 160           /* bytes: a record is seldom longer */

struct lookup
{
  struct lookup_file *file;
  uint32_t data;            /* where the records end */
  uint32_t table;           /* this key's hash table */
  uint32_t slots;
  char const *key;
  size_t keylen;
  char *value;
  size_t *len;
  char const *why;          /* after -1; 0: it was too far */
};

static uint32_t number(char const *s)
{
  uint32_t u;
  uint32_unpack(s, &u);
  return u;
}

static int broken(struct lookup *l, char const *why)
{
  l->why = why;
  return -1;
}

/* Read up to n bytes; at least `least` must be there. -1 broken, or as much
   was read as may be. */
static ssize_t get(struct lookup *l, void *to, size_t n, size_t least,
  uint64_t at)
{
  ssize_t r;
  if (l->file->reads == l->file->most) return broken(l, 0);
  l->file->reads++;
  r = pread(l->file->fd, to, n, (off_t)at);
  if (r == -1) return broken(l, "it cannot be read");
  if ((size_t)r < least) return broken(l, "it is cut short");
  return r;
}

/* Find the hash table. It begins where the one before it ends, the first one
   where the records end; it ends where the next one begins, the last one with
   the file. A pointer that is damaged does not make a record absent. */
static int pointers(struct lookup *l, uint32_t hash)
{
  char const *p = l->file->pointers + hash % 256 * 8;
  char const *end = l->file->pointers + LOOKUP_POINTERS;
  uint64_t after = p + 8 == end ? l->file->size : number(p + 8);
  uint64_t before;
  l->data = number(l->file->pointers);
  l->table = number(p);
  l->slots = number(p + 4);
  before = p == l->file->pointers ? l->table
    : number(p - 8) + (uint64_t)number(p - 4) * 8;
  if (l->data < LOOKUP_POINTERS || l->table < l->data || l->table != before
    || l->table + (uint64_t)l->slots * 8 != after || after > l->file->size)
    return broken(l, "its hash tables are damaged");
  return 1;
}

/* Is the record at this position the one? 1, 0, -1. */
static int record(struct lookup *l, uint32_t at)
{
  char r[8 + LOOKUP_KEY + RECORD_FMT];
  uint32_t keylen, len;
  ssize_t n;
  if (at < LOOKUP_POINTERS || at >= l->data)
    return broken(l, "a record lies outside of it");
  n = get(l, r, USUAL, 8, at);
  if (n == -1) return -1;
  keylen = number(r);
  len = number(r + 4);
  if ((uint64_t)at + 8 + keylen + len > l->data)
    return broken(l, "a record lies outside of it");
  if (keylen != l->keylen) return 0;
  if ((size_t)n < 8 + keylen) return broken(l, "it is cut short");
  if (memcmp(r + 8, l->key, keylen)) return 0;
  if (len > RECORD_FMT) return broken(l, "a record is too long");
  if ((size_t)n < 8 + keylen + len
    && get(l, r, 8 + keylen + len, 8 + keylen + len, at) == -1) return -1;
  memcpy(l->value, r + 8 + keylen, len);
  *l->len = len;
  return 1;
}

/* Go through n slots from `first` on. 1 found, 0 go on, -1 broken, 2 the
   chain ends: absent. */
static int slots(struct lookup *l, uint32_t hash, uint32_t first, uint32_t n)
{
  char s[ATONCE * 8];
  uint32_t i = 0;
  if (get(l, s, n * 8, n * 8, l->table + (uint64_t)first * 8) == -1)
    return -1;
  for (; i < n; i++)
  {
    uint32_t at = number(s + i * 8 + 4);
    int r;
    if (!at) return 2;
    if (number(s + i * 8) != hash) continue;
    r = record(l, at);
    if (r) return r;
  }
  return 0;
}

static int find(struct lookup *l)
{
  uint32_t hash = table_hash(l->key, l->keylen);
  uint32_t at, n, seen = 0, most = FIRST;
  int r = pointers(l, hash);
  if (r == -1) return -1;
  if (!l->slots) return 0;
  at = (hash >> 8) % l->slots;
  while (seen < l->slots)
  {
    n = l->slots - at;
    if (n > most) n = most;
    if (n > l->slots - seen) n = l->slots - seen;
    r = slots(l, hash, at, n);
    if (r) return r == 2 ? 0 : r;
    seen += n;
    at = at + n == l->slots ? 0 : at + n;
    if (most < ATONCE) most *= MORE;
  }
  return 0;
}

int lookup_open(struct lookup_file *f, int fd, uint64_t most,
  char const **why)
{
  struct stat st;
  ssize_t r = pread(fd, f->pointers, sizeof f->pointers, 0);
  f->fd = fd;
  f->reads = 1;
  f->most = most;
  *why = "it cannot be read";
  if (r == -1 || fstat(fd, &st) == -1) return -1;
  f->size = (uint64_t)st.st_size;
  *why = "it is cut short";
  return (size_t)r == sizeof f->pointers ? 1 : -1;
}

int lookup_in(struct lookup_file *f, char const *key, size_t keylen,
  char *value, size_t *len, char const **why)
{
  struct lookup l = { .file = f, .key = key, .keylen = keylen,
    .value = value, .len = len };
  int r = find(&l);
  if (r != -1) return r;
  *why = l.why;
  return l.why ? -1 : LOOKUP_TOO_FAR;
}

int lookup_find(int fd, char const *key, size_t keylen, char *value,
  size_t *len, char const **why)
{
  struct lookup_file f;
  return lookup_open(&f, fd, LOOKUP_READS, why) == -1 ? -1
    : lookup_in(&f, key, keylen, value, len, why);
}
