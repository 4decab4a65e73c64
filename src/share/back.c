/* Going back. Databases before the log, bases first of all; each step can be
   the last one, and the next start does all of it again. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "back.h"
#include "guard.h"
#include "../database/header.h"
#include "../database/reader.h"
#include "../database/snapshot.h"
#include "../journal/frames.h"
#include "../journal/journal.h"
#include "../journal/log.h"

#define MIB 1048576

/* Where an entry ends. */
struct mark
{
  struct frame frame;
  uint64_t end;
};

/* The end of the log as it is to be. */
struct point
{
  uint64_t number;        /* of the segment */
  uint64_t offset;
};

struct search
{
  struct common *common;
  struct engine *engine;  /* or 0: any entry that is whole will do */
  struct entry_id first;  /* that it still has */
  genalloc marks;         /* struct mark: of one segment */
  uint64_t bytes;         /* passed over, */
  uint64_t lost;          /* and those of them that came from the engine */
  uint64_t head;          /* where in the segment the first entry begins */
  struct point point;
};

/* All entries of a segment that are whole. 1; -1. */
static int collect(struct search *b, struct segment const *s)
{
  struct frames w;
  enum frames_answer r;
  int good = frames_begin(&w, s);
  b->head = s->header;
  genalloc_setlen(struct mark, &b->marks, 0);
  while (good && (r = frames_next(&w)) > 0 && r != FRAMES_TORN)
  {
    struct mark m = { w.frame, w.offset };
    if (r != FRAMES_ENTRY) b->head = w.offset;
    else
      good = genalloc_append(struct mark, &b->marks, &m);
  }
  return good && r != FRAMES_BROKEN ? 1
    : error_system(b->common->error, "read", s->path);
}

/* Is it so long ago that the engine must be an old one? */
static int too_far(struct search const *b, struct frame const *f)
{
  uint64_t last = b->common->last.id.ms;
  if (b->lost <= (uint64_t)BACK_MIB * MIB && (f->id.alone
    || last < f->id.ms + (uint64_t)BACK_SECONDS * 1000)) return 0;
  error_say(b->common->error, "the engine", "it is older than our common log by"
    " more than a day or 256 MiB; empty it, and `qkarma share refill`");
  return 1;
}

/* How many of a segment's entries stand? An engine loses its newest ones and
   gives up its oldest, so those that it has are in one piece; should they not
   be, one that it has is found all the same, and the next read tells whether
   what follows it does. 1; -1. */
static int count(struct search *b, struct mark const *m, size_t *n)
{
  size_t from = 0, to = *n;
  int r;
  if (!b->engine) return 1;
  while (to && m[to - 1].frame.id.alone) to--;
  while (from < to && frame_compare(&m[from].frame.id, &b->first) < 0) from++;
  *n = 0;
  while (from < to)
  {
    size_t middle = from + (to - from) / 2;
    r = engine_has(b->engine, &m[middle].frame);
    if (r == -1) return *b->common->error = b->engine->error, -1;
    if (r) *n = from = middle + 1;
    else to = middle;
  }
  return 1;
}

/* The last entry in this segment that stands. 1, 0, -1. */
static int search_segment(struct search *b, struct segment const *s)
{
  struct mark const *m;
  size_t all, n, i;
  if (collect(b, s) == -1) return -1;
  m = genalloc_s(struct mark, &b->marks);
  all = n = genalloc_len(struct mark, &b->marks);
  if (count(b, m, &n) == -1) return -1;
  for (i = n; i < all; i++)
  {
    b->bytes += m[i].frame.length;
    if (!m[i].frame.id.alone) b->lost += m[i].frame.length;
  }
  b->point.number = s->number;
  b->point.offset = n ? m[n - 1].end : b->head;
  if (b->engine && all && too_far(b, &m[n ? n - 1 : 0].frame)) return -1;
  return n != 0;
}

/* Through the segments, the newest first. 1; -1. */
static int search(struct search *b)
{
  struct segment s = b->common->segment;
  struct entry_id last;
  char path[SEGMENT_PATH];
  int r;
  if (b->engine && engine_ends(b->engine, &b->first, &last) == -1)
    return *b->common->error = b->engine->error, -1;
  r = search_segment(b, &s);
  while (!r && s.number > 1)
  {
    log_segment(path, LOG_COMMON, b->common->name, s.number - 1);
    r = segment_read(&s, b->common->home, path);
    if (r == -1) return error_system(b->common->error, "open", path);
    if (!r) break;
    r = search_segment(b, &s);
    close(s.fd);
  }
  if (r) return r;
  /* The very beginning of the log. */
  if (b->point.number == 1 && !b->lost) return 1;
  return common_broken(b->common->error, LOG_COMMON,
    "the engine has no entry of it");
}

static int beyond(struct search const *b, struct cursor const *c)
{
  return c->number > b->point.number
    || (c->number == b->point.number && c->offset > b->point.offset);
}

/* Is this database's cursor behind the point? Where it cannot be read, it is no
   database. 1; 0 it is not, or there is none; -1. */
static int is_beyond(struct search *b, char const *name)
{
  struct header h;
  char const *why;
  int fd = openat(b->common->home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r;
  if (fd == -1 && errno == ENOENT) return 0;
  if (fd == -1) return error_system(b->common->error, "open", name);
  r = header_read(&h, fd, &why);
  close(fd);
  if (r == -1) return error_system(b->common->error, "read", name);
  return !r || beyond(b, &h.cursor);
}

static int removed(struct search *b, char const *name)
{
  if (unlinkat(b->common->home, name, 0) == 0 || errno == ENOENT) return 1;
  return error_system(b->common->error, "remove", name);
}

static int drop_if_beyond(struct search *b, char const *name)
{
  int r = is_beyond(b, name);
  return r == 1 ? removed(b, name) : r ? r : 1;
}

/* The bases that stay are left in the list. 1; -1. */
static int drop_bases(struct search *b, genalloc *list)
{
  size_t i = 0;
  if (!snapshot_list(list, b->common->home))
    return error_system(b->common->error, "list", "base");
  for (; i < genalloc_len(struct snapshot, list); i++)
    if (drop_if_beyond(b, genalloc_s(struct snapshot, list)[i].path) == -1)
      return -1;
  return snapshot_list(list, b->common->home) ? 1
    : error_system(b->common->error, "list", "base");
}

/* Two names of one file are not renamed: both stay. 1; 0 there is no such
   file; -1. */
static int move(struct search *b, char const *from, char const *to)
{
  int home = b->common->home;
  if (renameat(home, from, home, to) == -1)
    return errno == ENOENT ? 0 : error_system(b->common->error, "rename",
      from);
  return removed(b, from);
}

/* What they were before we were alone. */
static int restore(struct search *b)
{
  int r = move(b, BACK_ALONE_KARMA, KARMA_CDB);
  if (r == 1) r = move(b, BACK_ALONE_RECENT, RECENT_CDB);
  if (!r) r = removed(b, RECENT_CDB);
  return r == 1 ? removed(b, BACK_ALONE_RECENT) : r;
}

/* karma.cdb is what a base was, or nothing. */
static int from_base(struct search *b, genalloc const *list)
{
  size_t n = genalloc_len(struct snapshot, list);
  int home = b->common->home;
  char const *base;
  if (removed(b, RECENT_CDB) == -1 || removed(b, KARMA_CDB) == -1) return -1;
  if (!n) return 1;
  base = genalloc_s(struct snapshot, list)[n - 1].path;
  return linkat(home, base, home, KARMA_CDB, 0) == 0 ? 1
    : error_system(b->common->error, "start from", base);
}

static int databases(struct search *b)
{
  genalloc list = GENALLOC_ZERO;
  int r = drop_bases(b, &list);
  if (r == 1) r = restore(b);
  if (r == 1) r = drop_if_beyond(b, RECENT_CDB);
  if (r == 1)
  {
    r = is_beyond(b, KARMA_CDB);
    if (r == 1) r = from_base(b, &list);
    else if (!r) r = 1;
  }
  genalloc_free(struct snapshot, &list);
  if (r == 1 && fd_sync(b->common->home) == -1)
    r = error_system(b->common->error, "sync", "the state directory");
  return r;
}

static int cut(struct search *b)
{
  struct common *c = b->common;
  char name[SEGMENT_PATH];
  uint64_t number = c->segment.number;
  int fd, good;
  /* That of a rotation that was cut short. */
  log_segment(name, LOG_COMMON, c->name, number);
  if (removed(b, name) == -1) return -1;
  while (number-- > b->point.number)
  {
    log_segment(name, LOG_COMMON, c->name, number);
    if (move(b, name, LOG_COMMON_CURRENT) == -1) return -1;
  }
  fd = openat(c->home, LOG_COMMON_CURRENT, O_WRONLY | O_CLOEXEC);
  if (fd == -1) return error_system(c->error, "open", LOG_COMMON_CURRENT);
  good = ftruncate(fd, (off_t)b->point.offset) == 0 && fdatasync(fd) == 0;
  if (!good) error_system(c->error, "truncate", LOG_COMMON_CURRENT);
  close(fd);
  return good ? 1 : -1;
}

static void tell_how_far(struct search const *b)
{
  char text[120];
  struct text t = { text, 0, sizeof text - 1, 0 };
  text_adds(&t, "back to byte ");
  text_addu(&t, b->point.offset);
  text_adds(&t, " of segment ");
  text_addu(&t, b->point.number);
  text_adds(&t, " of the common log, by ");
  text_addu(&t, b->bytes);
  text_adds(&t, " bytes");
  text[t.len] = 0;
  strerr_warni(text);
}

static int go(struct common *c, struct engine *e)
{
  struct search b = { .common = c, .engine = e };
  int lock = -1, r = search(&b);
  if (r == 1) lock = guard_take(c->home, c->error);
  if (r == 1) r = lock == -1 ? -1 : databases(&b);
  if (r == 1) r = cut(&b);
  if (lock != -1) close(lock);
  if (r == 1) tell_how_far(&b);
  genalloc_free(struct mark, &b.marks);
  common_close(c);
  return r;
}

int back_to_engine(struct common *c, struct engine *e)
{
  return go(c, e);
}

int back_before_torn(struct common *c)
{
  return go(c, 0);
}

int back_forget_alone(int home, struct error *error)
{
  static char const *const names[] = { BACK_ALONE_KARMA, BACK_ALONE_RECENT };
  size_t i = 0;
  for (; i < 2; i++)
    if (unlinkat(home, names[i], 0) == -1 && errno != ENOENT)
      return error_system(error, "remove", names[i]);
  return 1;
}
