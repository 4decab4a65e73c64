/* The end of the common log. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "common.h"
#include "guard.h"
#include "places.h"
#include "../journal/frames.h"
#include "../journal/log.h"

#define LOCK LOG_COMMON "/lock"

static char const current[] = LOG_COMMON_CURRENT;

int common_broken(struct error *error, char const *path, char const *what)
{
  char text[200];
  struct text t = { text, 0, sizeof text - 1, 0 };
  text_adds(&t, what);
  text_adds(&t, "; share-seed copies it from another host");
  text[t.len] = 0;
  return error_say(error, path, text);
}

/* Take an entry into account that is at the end of the log. */
static int account(struct common *c, struct frame const *f)
{
  struct journal_place p = f->from;
  p.offset += f->length;
  if (f->length && !places_set(&c->places, &p))
    return error_system(c->error, "remember", "a host's place");
  if (f->id.alone)
  {
    c->alone = f->id.n;
    return 1;
  }
  c->last = *f;
  c->any = 1;
  c->alone = 0;
  return 1;
}

/* Through the frames to the end. 1; 2 a frame is torn: the log ends before it;
   -1. */
static int scan(struct common *c)
{
  struct frames w;
  enum frames_answer r;
  if (!frames_begin(&w, &c->segment))
    return error_system(c->error, "read", current);
  c->size = w.offset;
  c->missing = 0;
  while ((r = frames_next(&w)) > 0)
  {
    if (r == FRAMES_TORN && !w.frame.length) return 2;
    if (r == FRAMES_PLACE ? !places_set(&c->places, &w.frame.from)
      : account(c, &w.frame) == -1)
      return error_system(c->error, "read", current);
    c->size = w.offset;
    if (w.offset > w.size) c->missing = w.offset - w.size;
    if (c->missing) break;
  }
  if (r >= 0) return 1;
  return errno == EPROTO ? common_broken(c->error, current,
    "it is damaged") : error_system(c->error, "read", current);
}

/* Nobody has read half a frame for a line; but a fold that reads now must not
   see another one grow in its place. */
static int cut(struct common *c)
{
  int lock = guard_take(c->home, c->error), good;
  if (lock == -1) return -1;
  good = ftruncate(c->segment.fd, (off_t)c->size) == 0;
  if (!good) error_system(c->error, "truncate", current);
  close(lock);
  return good ? 1 : -1;
}

static int open_with(struct common *c, int home, struct error *error,
  int (*how)(struct segment *, int, char const *))
{
  int r;
  c->home = home;
  c->error = error;
  c->lock = -1;
  c->any = 0;
  c->alone = 0;
  genalloc_setlen(struct journal_place, &c->places, 0);
  r = log_name(c->name, home);
  if (!r) return 0;
  if (r == -1)
    return error_system(error, "take the log's name from", LOG_SHARE);
  r = how(&c->segment, home, current);
  if (!r) return 0;
  if (r == -1) return errno == EPROTO ? common_broken(error, current,
    "its header is damaged") : error_system(error, "open", current);
  r = scan(c);
  if (r == 2) r = how == segment_read ? 1 : cut(c);
  if (r == -1) common_close(c);
  return r;
}

/* Two who append would write everything twice. 1; 0 there is no common/; -1. */
static int hold(int *lock, int home, struct error *error)
{
  int r;
  *lock = openat(home, LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (*lock == -1)
    return errno == ENOENT ? 0 : error_system(error, "open", LOCK);
  r = fd_lock(*lock, 1, 1);
  if (r == 1) return 1;
  if (r) error_system(error, "lock", LOCK);
  else error_say(error, LOCK, "another qkarma-hear is running");
  close(*lock);
  return -1;
}

int common_open(struct common *c, int home, struct error *error)
{
  int lock, r = hold(&lock, home, error);
  if (r < 1) return r;
  r = open_with(c, home, error, segment_open);
  if (r == 1) c->lock = lock;
  else close(lock);
  return r;
}

int common_look(struct common *c, int home, struct error *error)
{
  return open_with(c, home, error, segment_read);
}

void common_close(struct common *c)
{
  if (c->segment.fd != -1) close(c->segment.fd);
  c->segment.fd = -1;
  if (c->lock != -1) close(c->lock);
  c->lock = -1;
}

/* segment_open() has it for appending, so that nothing is overwritten by
   chance; what is at the end is written there in any case. */
static int put(struct common *c, char const *s, size_t n)
{
  if (allwrite(c->segment.fd, s, n) == n) return 1;
  return error_system(c->error, "write to", current);
}

int common_complete(struct common *c, struct entry const *x)
{
  uint64_t missing = c->missing;
  if (!missing) return 1;
  if (missing > x->n) return common_broken(c->error, current, "it is damaged");
  if (put(c, x->s + x->n - missing, (size_t)missing) == -1) return -1;
  c->missing = 0;
  return 1;
}

/* The same on every host: it is made of the entry. */
static void identity(struct segment *s, struct common const *c,
  struct entry_id const *id)
{
  struct text t = TEXT(s->random);
  memcpy(s->host, c->name, sizeof s->host);
  s->number = c->segment.number + 1;
  s->made.seconds = id->ms / 1000;
  s->made.nano = (uint32_t)(id->ms % 1000 * 1000000);
  text_addhex(&t, id->alone, 1);
  text_addhex(&t, id->ms, 11);
  text_addhex(&t, id->n, 4);
}

static int add(struct common *c, struct text const *t)
{
  return stralloc_catb(&c->buffer, t->s, t->len);
}

/* What stands before the first entry of a segment. */
static int compose_head(struct common *c, struct segment const *s)
{
  struct journal_place const *p = genalloc_s(struct journal_place, &c->places);
  size_t n = genalloc_len(struct journal_place, &c->places), i = 0;
  char line[FRAME_LEN];
  struct text t = TEXT(line);
  struct frame before = c->last;
  segment_header(&t, s);
  if (!add(c, &t)) return 0;
  for (; i < n; i++)
  {
    t.len = 0;
    frame_place(&t, p + i);
    if (!add(c, &t)) return 0;
  }
  before.from.offset += before.length;
  before.length = 0;
  t.len = 0;
  frame_begin(&t, &before);
  return !c->any || add(c, &t);
}

/* An entry's frame, then its bytes. */
static int compose_entry(struct common *c, struct frame const *f,
  struct entry const *x)
{
  char line[FRAME_LEN];
  struct text t = TEXT(line);
  frame_begin(&t, f);
  return add(c, &t)
    && stralloc_catb(&c->buffer, x->s, x->n);
}

/* common/next takes the place of common/current, which gets another name. It
   may have it already, from a rotation that was cut short. */
static int rotate(struct common *c, struct segment *next)
{
  char name[SEGMENT_PATH];
  int fd;
  log_segment(name, LOG_COMMON, c->name, c->segment.number);
  fd = openat(c->home, LOG_COMMON_NEXT, O_RDWR | O_CREAT | O_TRUNC | O_APPEND
    | O_CLOEXEC, 0644);
  if (fd == -1) return error_system(c->error, "create", LOG_COMMON_NEXT);
  if (allwrite(fd, c->buffer.s, c->buffer.len) != c->buffer.len
    || fdatasync(fd) == -1 || fdatasync(c->segment.fd) == -1)
    return close(fd), error_system(c->error, "write", LOG_COMMON_NEXT);
  if ((unlinkat(c->home, name, 0) == -1 && errno != ENOENT)
    || linkat(c->home, current, c->home, name, 0) == -1
    || renameat(c->home, LOG_COMMON_NEXT, c->home, current) == -1)
    return close(fd), error_system(c->error, "rotate the log into", name);
  close(c->segment.fd);
  next->fd = fd;
  c->segment = *next;
  return 1;
}

/* An entry that begins a segment. */
static int begin_segment(struct common *c, struct frame const *f,
  struct entry const *x)
{
  struct segment next = c->segment;
  identity(&next, c, &f->id);
  if (!compose_head(c, &next) || !compose_entry(c, f, x))
    return error_system(c->error, "compose", "an entry");
  if (rotate(c, &next) == -1) return -1;
  c->size = c->buffer.len;
  return account(c, f);
}

static int append(struct common *c, struct frame const *f,
  struct entry const *x)
{
  c->buffer.len = 0;
  if (c->size >= COMMON_SEGMENT) return begin_segment(c, f, x);
  if (!compose_entry(c, f, x))
    return error_system(c->error, "compose", "an entry");
  if (put(c, c->buffer.s, c->buffer.len) == -1) return -1;
  c->size += c->buffer.len;
  return account(c, f);
}

/* Does it follow what there is of its host? */
static int follows(struct journal_place const *was,
  struct journal_place const *is)
{
  return place_same_segment(was, is) ? is->offset == was->offset
    : is->number > was->number && !is->offset;
}

/* The engine did not take it from who told the entry before: another machine
   has that name, or its journal was lost. It is the same on all hosts. */
static void tell_jump(struct journal_place const *was,
  struct journal_place const *is)
{
  char text[200];
  struct text t = { text, 0, sizeof text - 1, 0 };
  text_adds(&t, "lines of ");
  text_adds(&t, is->host);
  text_adds(&t, " are missing, or come twice: behind byte ");
  text_addu(&t, was->offset);
  text_adds(&t, " of its segment ");
  text_addu(&t, was->number);
  text_adds(&t, " comes byte ");
  text_addu(&t, is->offset);
  text_adds(&t, " of segment ");
  text_addu(&t, is->number);
  text[t.len] = 0;
  strerr_warnw(text);
}

int common_append(struct common *c, struct entry const *x)
{
  struct journal_place const *was = places_find(&c->places, x->from.host);
  struct frame const f = { x->id, x->from, x->n };
  if (was && !follows(was, &x->from)) tell_jump(was, &x->from);
  return append(c, &f, x);
}
