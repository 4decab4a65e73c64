/* The journal as it is told. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_reader.h"
#include "frames.h"
#include "journal.h"
#include "log.h"

#define SKEW 3600     /* stamps step back by so many seconds, we believe */

static void leave(struct journal_reader *c)
{
  if (c->segment.fd == -1) return;
  c->done += c->lines.offset;
  close(c->segment.fd);
  c->segment.fd = -1;
}

/* Open the segment that has this number if its header, which may be damaged,
   has no other, at its first line. 1; 0 it is not there, not one, or a copy
   of a later one; -1. */
static int enter(struct journal_reader *c, char const *path, uint64_t number)
{
  struct segment s, other;
  int r = segment_read(&s, c->home, path);
  if (r == -1 && errno == EPROTO)
    r = segment_read_bare(&s, c->home, path, number);
  if (r == -1 && errno == EPROTO) return 0;
  if (r == -1) return error_system(c->error, "open", path);
  if (!r) return 0;
  if (journal_is_copy(c->home, &c->list, &s, &other) == 1)
  {
    close(s.fd);
    return 0;
  }
  c->segment = s;
  c->limit = c->newest;
  c->alone = 0;
  lines_begin(&c->lines, s.fd, s.header);
  return 1;
}

static int list(struct journal_reader *c)
{
  if (journal_list_of(&c->list, c->home, c->log)) return 1;
  return error_system(c->error, "list", c->log);
}

static int enter_current(struct journal_reader *c, uint64_t number)
{
  char path[SEGMENT_PATH];
  log_current(path, c->log);
  return enter(c, path, number);
}

/* Open the first rotated segment behind this number. 1; 0 there is none; -1. */
static int enter_rotated(struct journal_reader *c, uint64_t behind)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &c->list);
  size_t n = genalloc_len(struct journal_entry, &c->list), i = 0;
  char path[SEGMENT_PATH];
  int r = 0;
  for (; !r && i < n; i++)
  {
    if (e[i].number <= behind) continue;
    log_segment(path, c->log, e[i].host, e[i].number);
    r = enter(c, path, e[i].number);
  }
  return r;
}

/* Go on to the next segment. Between our look at the directory and at
   journal/current there may have been a rotation: when a number is missing,
   one looks again. 1; 0 there is none; -1. */
static int advance(struct journal_reader *c)
{
  uint64_t behind = c->segment.number, number;
  int r = list(c);
  leave(c);
  if (r == 1) r = enter_rotated(c, behind);
  if (r) return r;
  r = enter_current(c, behind + 1);
  if (r < 1 || c->segment.number == behind + 1) return r;
  number = c->segment.number;
  close(c->segment.fd);
  c->segment.number = behind;
  c->segment.fd = -1;
  if (number <= behind) return 0;
  r = list(c);
  if (r == 1) r = enter_rotated(c, behind);
  return r ? r : enter_current(c, behind + 1);
}

/* The common log may go back, to before the end that we have read: what we told
   last has its place further on then. */
static void follow_back(struct journal_reader *c)
{
  static char const ours[] = "#@ A-1 ";
  char is[sizeof ours - 1];
  uint64_t end = c->lines.offset;
  struct stat st;
  if (fstat(c->segment.fd, &st) == 0 && (uint64_t)st.st_size < end)
    end = (uint64_t)st.st_size;
  else if (c->alone && (pread(c->segment.fd, is, sizeof is, (off_t)c->alone)
    != sizeof is || memcmp(is, ours, sizeof is))) end = c->alone;
  else return;
  lines_begin(&c->lines, c->segment.fd, end);
  c->alone = 0;
}

/* Is the segment rotated, and has every writer let go of it? Then nobody can
   come back: writers look whether it is journal/current after they have
   locked. 1, 0, -1. */
static int complete(struct journal_reader *c)
{
  char current[SEGMENT_PATH];
  struct stat ours, now;
  struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  log_current(current, c->log);
  if (fstat(c->segment.fd, &ours) == -1)
    return error_system(c->error, "read", current);
  if (fstatat(c->home, current, &now, 0) == -1)
    return errno == ENOENT ? 0 : error_system(c->error, "read", current);
  if (ours.st_dev == now.st_dev && ours.st_ino == now.st_ino) return 0;
  if (fcntl(c->segment.fd, F_GETLK, &l) == -1)
    return error_system(c->error, "look at the lock of", c->segment.path);
  return l.l_type == F_UNLCK;
}

/* The next line of this segment. 1, 0, -1. */
static int line(struct journal_reader *c)
{
  int r = lines_next(&c->lines, &c->s, &c->n);
  if (r == -1) return error_system(c->error, "read", c->segment.path);
  return r;
}

/* The next line as text. What was complete before one read to its end is
   left. 1, 0, -1. */
static int next(struct journal_reader *c)
{
  for (;;)
  {
    int whole, r = c->segment.fd == -1 ? advance(c) : 1;
    if (r == 1) r = line(c);
    else return r;
    if (r) return r;
    whole = complete(c);
    if (whole == -1) return -1;
    r = line(c);
    if (r || !whole) return r;
    leave(c);
  }
}

/* Is the line one to be told? What is older in a segment that was put back has
   been told already. */
static int wanted(struct journal_reader *c, struct line const *l)
{
  if (c->segment.put_back && !stamp_later(&l->stamp, &c->limit)) return 0;
  if (stamp_later(&l->stamp, &c->newest)) c->newest = l->stamp;
  return l->stamp.seconds >= c->since && l->stamp.seconds < c->until;
}

/* Frames, and the headers of the hosts' own segments, are no lines. */
static int is_frame(struct journal_reader *c)
{
  struct frame f;
  if (!log_is_common(c->log) || *c->s != '#') return 0;
  if (frame_scan(&f, c->s, c->n) != FRAME_BEGIN || !f.length) return 1;
  memcpy(c->host, f.from.host, sizeof c->host);
  if (f.id.alone && f.id.n == 1) c->alone = c->lines.start;
  return 1;
}

int journal_reader_next(struct journal_reader *c, struct line *l)
{
  char const *why;
  int r;
  if (c->ended && c->segment.fd != -1 && log_is_common(c->log)) follow_back(c);
  while ((r = next(c)) == 1)
  {
    if (!c->n || is_frame(c)) continue;
    if (!line_scan(l, c->s, c->n, &why)) c->bad++;
    else if (wanted(c, l)) return 1;
  }
  c->ended = !r;
  return r;
}

/* When a segment was made. Of one that cannot be read, or was put back: 0, so
   that nobody relies on it. */
static uint64_t made(struct journal_reader const *c, char const *path)
{
  struct segment s;
  if (segment_read(&s, c->home, path) != 1) return 0;
  close(s.fd);
  return s.put_back ? 0 : s.made.seconds;
}

static uint64_t size(struct journal_reader const *c, char const *path)
{
  struct stat st;
  return fstatat(c->home, path, &st, 0) == 0 ? (uint64_t)st.st_size : 0;
}

/* Where to begin: behind the last segment all of whose lines are too old,
   because the one after it was made before `since`. Adds up what remains. */
static uint64_t start(struct journal_reader *c)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &c->list);
  size_t i = genalloc_len(struct journal_entry, &c->list);
  char path[SEGMENT_PATH];
  log_current(path, c->log);
  for (;; i--)
  {
    uint64_t t = made(c, path);
    c->total += size(c, path);
    if (!i) return 0;
    if (t && t + SKEW < c->since) return e[i - 1].number;
    log_segment(path, c->log, e[i - 1].host, e[i - 1].number);
  }
}

static int begin(struct journal_reader *c, int home, char const *log,
  struct error *error)
{
  c->home = home;
  c->log = log;
  c->ended = 0;
  *c->host = 0;
  c->error = error;
  c->since = 0;
  c->until = UINT64_MAX;
  c->newest.seconds = c->newest.nano = 0;
  c->segment.fd = -1;
  c->segment.number = 0;
  c->bad = c->done = c->total = 0;
  return list(c);
}

int journal_reader_open(struct journal_reader *c, int home, char const *log,
  uint64_t since, uint64_t until, struct error *error)
{
  if (begin(c, home, log, error) == -1) return -1;
  c->since = since;
  c->until = until;
  c->segment.number = start(c);
  return advance(c);
}

/* Begin at this offset; of the common log one wants to know in whose entry. */
static int begin_at(struct journal_reader *c, uint64_t offset)
{
  struct frames w;
  int r = log_is_common(c->log) ? frames_find(&w, &c->segment, offset) : 0;
  if (r == -1) return error_system(c->error, "read", c->segment.path);
  if (r) memcpy(c->host, w.frame.from.host, sizeof c->host);
  if (r && w.frame.id.alone && w.frame.id.n == 1) c->alone = w.start;
  lines_begin(&c->lines, c->segment.fd, offset);
  return 1;
}

/* Begin at the n-th last whole line of the open segment that is no frame; *n
   becomes how many it lacks. */
static int back(struct journal_reader *c, uint64_t *n)
{
  char block[4096], next = '#';     /* the byte behind */
  uint64_t first = c->segment.header, at;
  int whole = 0;
  struct stat st;
  if (fstat(c->segment.fd, &st) == -1)
    return error_system(c->error, "read", c->segment.path);
  at = (uint64_t)st.st_size;
  while (at > first)
  {
    size_t len = at - first < sizeof block ? (size_t)(at - first)
      : sizeof block;
    ssize_t r = pread(c->segment.fd, block, len, (off_t)(at - len));
    if (r != (ssize_t)len)
      return error_system(c->error, "read", c->segment.path);
    for (; len; next = block[--len], at--)
      if (block[len - 1] == '\n')
      {
        if (whole && next != '#' && !--*n) return begin_at(c, at);
        whole = 1;
      }
  }
  if (whole && next != '#') --*n;
  return 1;
}

/* The highest number of the rotated segments, or 0. */
static uint64_t last(struct journal_reader const *c)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &c->list);
  size_t n = genalloc_len(struct journal_entry, &c->list);
  return n ? e[n - 1].number : 0;
}

int journal_reader_last(struct journal_reader *c, int home, char const *log,
  uint64_t n, struct error *error)
{
  struct journal_entry const *e;
  size_t i;
  int r = begin(c, home, log, error);
  if (r == 1) r = enter_current(c, last(c) + 1);
  if (r < 1) return r;
  r = back(c, &n);
  e = genalloc_s(struct journal_entry, &c->list);
  i = genalloc_len(struct journal_entry, &c->list);
  while (r == 1 && n && i)
  {
    char path[SEGMENT_PATH];
    i--;
    if (e[i].number >= c->segment.number) continue;
    log_segment(path, c->log, e[i].host, e[i].number);
    leave(c);
    r = enter(c, path, e[i].number);
    if (r == 1) r = back(c, &n);
    else if (!r)
    {
      c->segment.number = e[i].number;    /* begin behind it, then */
      r = 1;
    }
  }
  return r;
}

/* A segment whose RANDOM is another, or in which the place is not to be found,
   was not read: it counts from its beginning. */
int journal_reader_from(struct journal_reader *c, int home,
  struct cursor const *place, struct error *error)
{
  uint64_t offset;
  int r = begin(c, home, LOG_OWN, error);
  if (r == -1) return r;
  c->segment.number = place->number ? place->number - 1 : 0;
  r = advance(c);
  if (r < 1 || c->segment.number != place->number) return r;
  switch (cursor_holds(place, &c->segment, &offset))
  {
    case -1: return error_system(error, "read", c->segment.path);
    case 1: lines_begin(&c->lines, c->segment.fd, offset);
  }
  return 1;
}

int journal_reader_place(struct journal_reader *c, struct cursor *place)
{
  if (c->segment.fd == -1) return 0;
  memcpy(place->host, c->segment.host, sizeof place->host);
  memcpy(place->random, c->segment.random, sizeof place->random);
  place->number = c->segment.number;
  place->offset = c->lines.offset;
  return segment_check(c->segment.fd, place->offset, &place->check) == 1;
}

uint64_t journal_reader_done(struct journal_reader const *c)
{
  return c->done + (c->segment.fd == -1 ? 0 : c->lines.offset);
}

void journal_reader_close(struct journal_reader *c)
{
  leave(c);
}
