/* Bases. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "snapshot.h"
#include "reader.h"
#include "../base/scan.h"
#include "../base/text.h"
#include "../journal/journal.h"
#include "../journal/log.h"

#define DIRECTORY "base/"
#define OFFSET_DIGITS 12
#define SUFFIX ".cdb"

static void snapshot_name(struct snapshot *b, struct cursor const *c)
{
  struct text t = TEXT(b->path);
  b->number = c->number;
  text_adds(&t, DIRECTORY);
  text_addpad(&t, c->number, SEGMENT_DIGITS);
  text_addc(&t, '.');
  text_addpad(&t, c->offset, OFFSET_DIGITS);
  text_adds(&t, SUFFIX);
  text_addc(&t, 0);
}

/* Is this file name a base's? */
static int scan_name(struct snapshot *b, char const *name)
{
  struct cursor c;
  char const *offset = name + SEGMENT_DIGITS + 1;
  if (strlen(name) != SEGMENT_DIGITS + 1 + OFFSET_DIGITS + strlen(SUFFIX))
    return 0;
  if (scan_decimal(name, SEGMENT_DIGITS, &c.number, SEGMENT_NUMBER_MAX)
    != SEGMENT_DIGITS) return 0;
  if (scan_decimal(offset, OFFSET_DIGITS, &c.offset, INT64_MAX)
    != OFFSET_DIGITS) return 0;
  snapshot_name(b, &c);
  return !strcmp(b->path + strlen(DIRECTORY), name);
}

static int by_name(void const *a, void const *b)
{
  return strcmp(((struct snapshot const *)a)->path,
    ((struct snapshot const *)b)->path);
}

static int read_names(genalloc *list, DIR *dir)
{
  struct dirent *d;
  while (errno = 0, d = readdir(dir))
  {
    struct snapshot b;
    if (scan_name(&b, d->d_name) && !genalloc_append(struct snapshot, list, &b))
      return 0;
  }
  return !errno;
}

int snapshot_list(genalloc *list, int home)
{
  int fd = openat(home, DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int good;
  DIR *dir;
  genalloc_setlen(struct snapshot, list, 0);
  if (fd == -1) return errno == ENOENT;
  dir = fdopendir(fd);
  if (!dir) return close(fd), 0;
  good = read_names(list, dir);
  closedir(dir);
  if (good && list->len)
    qsort(list->s, genalloc_len(struct snapshot, list),
      sizeof (struct snapshot), by_name);
  return good;
}

/* When was it made? 1; 0 it is damaged; -1. */
static int made(uint64_t *when, int home, struct snapshot const *b)
{
  struct header h;
  char const *why;
  int fd = openat(home, b->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r;
  if (fd == -1) return -1;
  r = header_read(&h, fd, &why);
  close(fd);
  *when = h.made;
  return r;
}

/* A time that is told by the clock as it went, and not as it was set: it can
   leap by years, but no step from one segment to the next counts more than
   BASE_STEP. */
struct course
{
  uint64_t at;
  uint64_t latest;
  uint64_t seconds;
  int leapt;
};

static void step(struct course *c, uint64_t to)
{
  uint64_t d = to > c->at ? to - c->at : 0;
  if (!c->latest) c->latest = c->at;
  c->leapt |= to > c->latest + SNAPSHOT_LEAP;
  if (to > c->latest) c->latest = to;
  c->seconds += d < SNAPSHOT_STEP ? d : SNAPSHOT_STEP;
  c->at = to;
}

/* Past the times at which the segments from one number up to another were last
   written. 1, 0 (errno). */
static int pass(struct course *c, int home, genalloc const *segments,
  uint64_t from, uint64_t to)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, segments);
  size_t n = genalloc_len(struct journal_entry, segments), i = 0;
  char const *log = log_folded(home);
  char path[SEGMENT_PATH];
  struct stat st;
  for (; i < n && e[i].number < to; i++)
  {
    if (e[i].number < from) continue;
    log_segment(path, log, e[i].host, e[i].number);
    if (fstatat(home, path, &st, AT_SYMLINK_NOFOLLOW) == -1) return 0;
    step(c, st.st_mtime > 0 ? (uint64_t)st.st_mtime : 0);
  }
  return 1;
}

/* Is the newest one a week old, or of no use? 1, 0, -1. */
static int old(int home, struct snapshot const *b, genalloc const *segments,
  uint64_t now)
{
  uint64_t const week = SNAPSHOT_WEEK;
  struct course c = { 0 };
  int r = made(&c.at, home, b);
  if (r < 1) return r ? -1 : 1;
  if (!pass(&c, home, segments, b->number, UINT64_MAX)) return -1;
  step(&c, now);
  return c.seconds >= week;
}

/* Did the clock leap between this one and the next, not too long ago? Then it
   may be the only one that is not of a wrong clock's making. 1, 0, -1. */
static int before_leap(int home, struct snapshot const *b,
  genalloc const *segments, uint64_t now)
{
  struct course c = { 0 };
  uint64_t next = 0;
  int r = made(&c.at, home, b);
  if (r == 1) r = made(&next, home, b + 1);
  if (r < 1) return r;
  if (!pass(&c, home, segments, b->number, b[1].number)) return -1;
  step(&c, next);
  if (!c.leapt) return 0;
  if (!pass(&c, home, segments, b[1].number, UINT64_MAX)) return -1;
  step(&c, now);
  return c.seconds < SNAPSHOT_HELD;
}

static int link_base(int home, struct header const *karma)
{
  struct snapshot b;
  int fd, r;
  if (mkdirat(home, DIRECTORY, 0755) == -1 && errno != EEXIST) return 0;
  snapshot_name(&b, &karma->cursor);
  if (unlinkat(home, b.path, 0) == -1 && errno != ENOENT) return 0;
  if (linkat(home, KARMA_CDB, home, b.path, 0) == -1) return 0;
  fd = openat(home, DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd == -1) return 0;
  r = fd_sync(fd);
  close(fd);
  return r == 0;
}

/* Remove all but the newest two, one of which has just been made, and those
   before a leap. */
static int thin(int home, genalloc *list, genalloc const *segments,
  uint64_t now)
{
  struct snapshot const *b;
  size_t n, i = 0;
  if (!snapshot_list(list, home)) return 0;
  b = genalloc_s(struct snapshot, list);
  n = genalloc_len(struct snapshot, list);
  for (; i + SNAPSHOT_KEPT < n; i++)
  {
    int held = before_leap(home, b + i, segments, now);
    if (held == -1 || (!held && unlinkat(home, b[i].path, 0) == -1)) return 0;
  }
  return 1;
}

static int take(genalloc *list, genalloc *segments, int home,
  struct header const *karma, uint64_t now)
{
  size_t n;
  int due;
  if (!snapshot_list(list, home) || !journal_list_of(segments, home,
    log_folded(home))) return 0;
  n = genalloc_len(struct snapshot, list);
  due = n ? old(home, genalloc_s(struct snapshot, list) + n - 1, segments, now)
    : 1;
  if (due == -1) return 0;
  return !due
    || (link_base(home, karma) && thin(home, list, segments, now));
}

int snapshot_take(int home, struct header const *karma, uint64_t now,
  struct error *error)
{
  genalloc list = GENALLOC_ZERO, segments = GENALLOC_ZERO;
  int good = take(&list, &segments, home, karma, now);
  if (!good) error_system(error, "make a snapshot in", "base");
  genalloc_free(struct snapshot, &list);
  genalloc_free(struct journal_entry, &segments);
  return good ? 1 : -1;
}

/* 1; 0 (errno). */
static int first(genalloc *list, int home)
{
  struct header h;
  char const *why;
  int fd, r;
  if (!snapshot_list(list, home)) return 0;
  if (list->len) return 1;
  fd = openat(home, KARMA_CDB, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd == -1) return errno == ENOENT;
  r = header_read(&h, fd, &why);
  close(fd);
  return r == 1 ? link_base(home, &h) : !r;
}

int snapshot_first(int home, struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  int good = first(&list, home);
  if (!good) error_system(error, "make a snapshot in", "base");
  genalloc_free(struct snapshot, &list);
  return good ? 1 : -1;
}
