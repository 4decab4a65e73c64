/* The fold. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "fold.h"
#include "journal.h"
#include "lock.h"
#include "reader.h"
#include "../base/text.h"
#include "../karma/line.h"

#define BAD "journal/bad"

void fold_begin(struct fold *f, int home)
{
  memset(f, 0, sizeof *f);
  f->home = home;
  f->bad = -1;
  f->feed.home = home;
  f->feed.fault = &f->fault;
  f->feed.segment.fd = -1;
}

/* Read the header of a database. 1, 0 absent, -1. */
static int header_of(struct fold *f, char const *name, struct header *h)
{
  char const *why;
  int fd = openat(f->home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r;
  if (fd == -1)
    return errno == ENOENT ? 0 : fault_system(&f->fault, "open", name);
  r = header_read(h, fd, &why);
  if (r == -1) fault_system(&f->fault, "read", name);
  close(fd);
  return r ? r : fault_broken(&f->fault, name, why);
}

/* Where the databases stand. Only when neither is there is it a beginning. */
static int load(struct fold *f)
{
  struct header recent;
  int first = header_of(f, KARMA_CDB, &f->header);
  int second;
  if (first == -1) return -1;
  second = header_of(f, RECENT_CDB, &recent);
  if (second == -1) return -1;
  if (!first && second)
    return fault_broken(&f->fault, KARMA_CDB,
      "it is missing, but there is recent.cdb");
  f->fresh = !first;
  if (first)
  {
    if (f->header.newest.seconds <= f->feed.now + FOLD_FUTURE) return 1;
    return fault_broken(&f->fault, KARMA_CDB, "lines from the future are in it:"
      " the clock was wrong, or it is wrong now");
  }
  memset(&f->header, 0, sizeof f->header);
  f->header.version = HEADER_VERSION;
  f->header.expire_days = HEADER_EXPIRE_DAYS;
  return 1;
}

/* A bad line goes to journal/bad, readable: segment, place, why, the line. */
static int put_aside(struct fold *f, char const *s, size_t n,
  char const *why)
{
  char copy[LINE_LEN];
  struct text t = { copy, 0, sizeof copy - 1, 0 };
  size_t i = 0;
  if (f->bad == -1) f->bad = openat(f->home, BAD, O_WRONLY | O_CREAT
    | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644);
  if (f->bad == -1) return fault_system(&f->fault, "open", BAD);
  text_addu(&t, f->feed.segment.number);
  text_addc(&t, ' ');
  text_addu(&t, f->feed.start);
  text_addc(&t, ' ');
  text_adds(&t, why);
  text_adds(&t, ": ");
  for (; i < n && !t.cut; i++)
    if (s[i] == ' ') text_addc(&t, ' ');
    else text_addescaped(&t, s + i, 1);
  copy[t.len++] = '\n';
  if (allwrite(f->bad, copy, t.len) != t.len)
    return fault_system(&f->fault, "write to", BAD);
  return 1;
}

static int later(struct stamp const *a, struct stamp const *b)
{
  return a->seconds > b->seconds
    || (a->seconds == b->seconds && a->nano > b->nano);
}

/* Take one line into the batch. 1, -1. */
static int take(struct fold *f, char const *s, size_t n)
{
  struct line l;
  char const *why;
  int good = line_scan(&l, s, n, &why);
  f->lines++;
  if (good && l.stamp.seconds > f->feed.now + FOLD_FUTURE)
  {
    why = "it comes from the future";
    good = 0;
  }
  if (!good)
  {
    f->lines_bad++;
    f->header.bad++;
    return put_aside(f, s, n, why);
  }
  f->header.lines++;
  if (l.kind == LINE_SET || l.kind == LINE_PRUNE)
  {
    f->order = l;
    f->ordered = 1;
    f->newest = f->header.newest.seconds;
  }
  if (later(&l.stamp, &f->header.newest)) f->header.newest = l.stamp;
  if (f->ordered) return 1;
  if (!l.address.known)
  {
    f->header.unknown++;
    return 1;
  }
  if (!batch_add(&f->batch, &l, f->header.newest.seconds))
    return fault_system(&f->fault, "remember", "a batch of lines");
  return 1;
}

/* Read a batch. Returns how many lines it has, at most INT_MAX; -1. */
static int read_batch(struct fold *f)
{
  uint64_t before = f->lines, bytes = 0;
  char const *s;
  size_t n;
  int r = 1;
  batch_clear(&f->batch);
  f->ordered = 0;
  while (bytes < FOLD_BATCH && !f->ordered)
  {
    r = feed_line(&f->feed, &s, &n);
    if (r < 1) break;
    bytes += n + 1;
    if (take(f, s, n) == -1) return -1;
  }
  if (r == -1) return -1;
  if (!f->ordered) f->newest = f->header.newest.seconds;
  if (!batch_sort(&f->batch))
    return fault_system(&f->fault, "sort", "a batch of lines");
  return f->lines > before;
}

/* Batch after batch, until nothing is left. */
static enum fold_answer batches(struct fold *f)
{
  enum fold_answer answer = FOLD_NOTHING;
  int r;
  f->feed.newest = f->header.newest;
  if (feed_open(&f->feed, &f->header.cursor) == -1) return FOLD_BROKEN;
  while ((r = read_batch(f)) == 1 || (!r && f->force && !answer))
  {
    if (major_fold(f) == -1) return FOLD_BROKEN;
    answer = FOLD_DONE;
  }
  return r == -1 ? FOLD_BROKEN : answer;
}

/* What the journal looks like now that all of it is read. With half a line
   at the end: then not all of it is. */
static void remember(struct fold *f)
{
  struct feed const *d = &f->feed;
  f->seen.st_size = 0;
  if (d->segment.fd == -1 || !d->current) return;
  if (fstat(d->segment.fd, &f->seen) == -1) f->seen.st_size = 0;
  if ((uint64_t)f->seen.st_size != d->offset) f->seen.st_size = 0;
}

int fold_idle(struct fold const *f)
{
  struct stat now;
  return f->seen.st_size && fstatat(f->home, SEGMENT_CURRENT, &now, 0) == 0
    && now.st_dev == f->seen.st_dev && now.st_ino == f->seen.st_ino
    && now.st_size == f->seen.st_size;
}

static enum fold_answer locked_round(struct fold *f)
{
  enum fold_answer answer;
  char const *file;
  f->feed.now = (uint64_t)time(0);
  f->lines = f->lines_bad = 0;
  f->seen.st_size = 0;
  if (!journal_mend(f->home, &file))
    return fault_system(&f->fault, "finish the rotation into", file);
  if (journal_create(f->home) == -1)
    return fault_system(&f->fault, "create", SEGMENT_CURRENT);
  if (load(f) == -1) return FOLD_BROKEN;
  answer = batches(f);
  remember(f);
  feed_close(&f->feed);
  if (f->bad != -1) close(f->bad);
  f->bad = -1;
  return answer;
}

enum fold_answer fold_round(struct fold *f)
{
  enum fold_answer answer;
  int lock = lock_take(f->home);
  if (lock == -1)
  {
    if (errno == EBUSY) return FOLD_BUSY;
    return fault_system(&f->fault, "lock", "lock");
  }
  answer = locked_round(f);
  close(lock);
  return answer;
}
