/* The databases, read. recent.cdb is opened first: were it the other way
   round, a major fold in between could leave us with the old karma.cdb and
   without the recent.cdb that belonged to it. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "header.h"
#include "reader.h"

static int broken(struct reader *r, char const *file, char const *why)
{
  r->file = file;
  r->why = why;
  return -1;
}

/* Open one database and check its header. 1, 0 absent, -1. */
static int open_one(struct reader *r, int home, char const *name,
  struct lookup_file *f, struct header *h)
{
  char const *why;
  int good, *fd = &f->fd;
  f->reads = 0;
  *fd = openat(home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (*fd == -1)
    return errno == ENOENT ? 0 : broken(r, name, strerror(errno));
  good = header_read(h, *fd, &why);
  if (good == 1) return 1;
  why = good ? strerror(errno) : why;
  close(*fd);
  *fd = -1;
  return broken(r, name, why);
}

static void close_one(struct lookup_file *f)
{
  if (f->fd != -1) close(f->fd);
  f->fd = -1;
}

int reader_open(struct reader *r, int home)
{
  struct header karma, recent;
  int second = open_one(r, home, RECENT_CDB, &r->recent, &recent);
  int first = open_one(r, home, KARMA_CDB, &r->karma, &karma);
  if (first != 1 || second != 1
    || memcmp(recent.base, karma.id, sizeof karma.id)) close_one(&r->recent);
  if (first != 1) return first;
  r->newest = (r->recent.fd == -1 ? &karma : &recent)->newest.seconds;
  return second == -1 ? -1 : 1;
}

/* Look up in one file: its hash tables are read once, and each key has its own
   reads. Likewise, or LOOKUP_TOO_FAR. */
static int find_in(struct reader *r, struct lookup_file *f, char const *file,
  struct key const *k, struct record *record)
{
  char key[KEY_FMT], value[RECORD_FMT];
  size_t keylen = key_fmt(key, k), len;
  char const *why;
  int found;
  if (f->fd == -1) return 0;
  if (!f->reads && lookup_open(f, f->fd, LOOKUP_READS, &why) == -1)
  {
    f->reads = 0;
    return broken(r, file, why);
  }
  f->reads = 1;
  found = lookup_in(f, key, keylen, value, &len, &why);
  if (found == -1) return broken(r, file, why);
  if (found && !record_scan(record, value, len, key, keylen))
    return broken(r, file, "a record is damaged");
  return found;
}

int reader_find(struct reader *r, struct key const *k, struct record *record)
{
  int found = find_in(r, &r->recent, RECENT_CDB, k, record);
  if (!found) found = find_in(r, &r->karma, KARMA_CDB, k, record);
  if (found == LOOKUP_TOO_FAR) return 0;
  return found == 1 ? !record_isnone(record) : found;
}

void reader_close(struct reader *r)
{
  close_one(&r->recent);
  close_one(&r->karma);
}

static int written(struct lookup_file const *f, uint64_t time)
{
  struct stat st;
  return f->fd != -1 && fstat(f->fd, &st) == 0 && st.st_mtime >= 0
    && (uint64_t)st.st_mtime >= time;
}

int reader_since(struct reader const *r, uint64_t time)
{
  return r->newest >= time || written(&r->recent, time)
    || written(&r->karma, time);
}

/* Raise *number to that of a database's cursor. */
static int beyond_cursor(int home, char const *name, uint64_t *number)
{
  struct header h;
  char const *why;
  int fd = openat(home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r;
  if (fd == -1) return errno == ENOENT || errno == EACCES;
  r = header_read(&h, fd, &why);
  if (r == -1 && errno == EISDIR) r = 0;
  close(fd);
  if (r == 1 && h.cursor.number > *number
    && h.cursor.number <= SEGMENT_NUMBER_MAX) *number = h.cursor.number;
  return r >= 0;
}

int reader_floor(uint64_t *number, int home)
{
  *number = 0;
  return beyond_cursor(home, KARMA_CDB, number)
    && beyond_cursor(home, RECENT_CDB, number);
}
