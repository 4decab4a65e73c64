/* This host's own journal. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "guard.h"
#include "own.h"
#include "../journal/journal.h"
#include "../karma/stamp.h"

static void leave(struct own *o)
{
  if (o->segment.fd != -1) close(o->segment.fd);
  o->segment.fd = -1;
}

void own_close(struct own *o)
{
  leave(o);
}

static int is(struct segment const *s, struct journal_place const *p)
{
  return s->number == p->number
    && !memcmp(s->random, p->random, sizeof s->random);
}

/* Open this segment. One whose header is damaged counts as none. 1, 0, -1. */
static int enter(struct own *o, char const *path)
{
  int r = segment_open(&o->segment, o->home, path);
  if (r == -1 && errno == EPROTO)
  {
    strerr_warnw(path, " has no header: it is not told");
    return 0;
  }
  o->sealed = 0;
  o->synced = 0;
  return r != -1 ? r : error_system(o->error, "open", path);
}

/* The place is in this segment from now on, at its beginning. The host is who
   it was: its segments may have another name, which it had before. */
static void settle(struct own *o)
{
  memcpy(o->at.random, o->segment.random, sizeof o->at.random);
  o->at.number = o->segment.number;
  o->at.offset = 0;
}

/* Open the first rotated segment of at least this number, or the current one
   if there is none. 1; 0 there is no journal; -1. */
static int enter_from(struct own *o, uint64_t number)
{
  genalloc list = GENALLOC_ZERO;
  char path[SEGMENT_PATH];
  size_t i = 0;
  int r = 0;
  if (!journal_list(&list, o->home))
    return error_system(o->error, "list", "journal");
  for (; !r && i < genalloc_len(struct journal_entry, &list); i++)
  {
    struct journal_entry const *e = genalloc_s(struct journal_entry, &list) + i;
    if (e->number < number) continue;
    segment_name(path, e->host, e->number);
    r = enter(o, path);
  }
  genalloc_free(struct journal_entry, &list);
  return r ? r : enter(o, SEGMENT_CURRENT);
}

/* What was told is not there as it was: so much is said, and what becomes of
   what is there instead. */
static int tell_other(struct own *o, char const *then)
{
  char text[300];
  struct text t = { text, 0, sizeof text - 1, 0 };
  struct stat st;
  if (fstat(o->segment.fd, &st) == -1)
    return error_system(o->error, "read", o->segment.path);
  text_adds(&t, "the journal was told up to byte ");
  text_addu(&t, o->at.offset);
  text_adds(&t, " of segment ");
  text_addu(&t, o->at.number);
  text_adds(&t, ", but ");
  text_adds(&t, o->segment.path);
  text_adds(&t, " is segment ");
  text_addu(&t, o->segment.number);
  text_adds(&t, " of ");
  text_addu(&t, (uint64_t)st.st_size);
  text_adds(&t, " bytes: ");
  text_adds(&t, then);
  text[t.len] = 0;
  strerr_warnw(text);
  return 1;
}

/* Was this one rotated since it was opened? Its name then is another. 1, 0,
   -1. */
static int rotated(struct own *o)
{
  struct stat ours, current;
  if (strcmp(o->segment.path, SEGMENT_CURRENT)) return 1;
  if (fstat(o->segment.fd, &ours) == -1
    || fstatat(o->home, SEGMENT_CURRENT, &current, 0) == -1)
    return error_system(o->error, "look at", SEGMENT_CURRENT);
  return ours.st_ino != current.st_ino || ours.st_dev != current.st_dev;
}

/* 1; 0 it has another name by now; -1. */
static int set_aside(struct own *o)
{
  char const *file;
  int lock = guard_take(o->home, o->error), r;
  if (lock == -1) return -1;
  r = rotated(o);
  if (!r && !journal_set_aside(o->home, o->at.number, &file))
    r = journal_error(o->error, "rotate the journal into", file);
  close(lock);
  return r == -1 ? -1 : !r;
}

/* A segment that was put back, or is damaged, may have lines that were told,
   and ones that were not. None counts twice: all are left out, and what comes
   from now on has a new segment. 1; -1. */
static int leave_out(struct own *o)
{
  int r;
  if (o->reads_only) return error_say(o->error, o->segment.path,
    "it is not what was told");
  if (tell_other(o, "what came since is not told") == -1) return -1;
  r = set_aside(o);
  if (r == -1) return -1;
  leave(o);
  r = r ? enter(o, SEGMENT_CURRENT) : enter_from(o, o->at.number + 1);
  if (!r) errno = ENOENT;
  if (r < 1) return r ? r : error_system(o->error, "open", SEGMENT_CURRENT);
  settle(o);
  return 1;
}

/* A segment that comes later. */
static int skip_to(struct own *o)
{
  if (tell_other(o, "it is told from its beginning on") == -1) return -1;
  settle(o);
  return 1;
}

/* Is the place where it was, behind a line? 1, 0, -1. */
static int stands(struct own *o)
{
  char before = '\n';
  ssize_t r = o->at.offset ? pread(o->segment.fd, &before, 1,
    (off_t)o->at.offset - 1) : 1;
  if (r == -1) return error_system(o->error, "read", o->segment.path);
  return r == 1 && before == '\n';
}

int own_begin(struct own *o, int home, struct journal_place const *at,
  struct error *error)
{
  int r;
  o->home = home;
  o->error = error;
  o->at = *at;
  o->segment.fd = -1;
  r = enter_from(o, at->number);
  if (!r) return errno = ENOENT, error_system(error, "open", SEGMENT_CURRENT);
  if (r == -1) return -1;
  if (o->segment.number > at->number) return skip_to(o);
  r = is(&o->segment, at) ? stands(o) : 0;
  return r ? r : leave_out(o);
}

/* Read from the place on. How many bytes are whole lines, *all of how many
   that are there; -1. */
static ssize_t read_lines(struct own *o, size_t *all)
{
  ssize_t n;
  *all = 0;
  do n = pread(o->segment.fd, o->bytes, sizeof o->bytes,
    (off_t)o->at.offset);
  while (n == -1 && errno == EINTR);
  if (n == -1) return error_system(o->error, "read", o->segment.path);
  *all = (size_t)n;
  while (n && o->bytes[n - 1] != '\n') n--;
  return n;
}

/* Has every writer let go of this rotated segment? 1, 0, -1. */
static int seal(struct own *o)
{
  int r = fd_lock(o->segment.fd, 1, 1);
  if (r == -1) return error_system(o->error, "lock", o->segment.path);
  o->sealed = r;
  return r;
}

/* No whole line is left here. 1 look again; 0 there is no more now; -1. */
static int forward(struct own *o)
{
  int r = rotated(o);
  if (r < 1) return r;
  if (!o->sealed) return seal(o);
  leave(o);
  r = enter_from(o, o->at.number + 1);
  if (r < 1) return r;
  /* The same segment in a new file goes on where it was. */
  if (is(&o->segment, &o->at)) return 1;
  if (o->segment.number <= o->at.number) return leave_out(o);
  settle(o);
  return 1;
}

/* What is up to here is on the disk, with all else that is there now: so a
   backlog is synced once. 1; -1. */
static int sync_up_to(struct own *o, uint64_t end)
{
  struct stat st;
  if (end <= o->synced) return 1;
  if (fstat(o->segment.fd, &st) == -1 || fdatasync(o->segment.fd) == -1)
    return error_system(o->error, "sync", o->segment.path);
  o->synced = (uint64_t)st.st_size;
  return 1;
}

int own_piece(struct own *o, struct entry *x, int sync)
{
  size_t all;
  ssize_t n;
  while (!(n = read_lines(o, &all)))
  {
    int r = all == sizeof o->bytes ? 1 : forward(o);
    if (r < 1) return r;
    if (all == sizeof o->bytes) o->at.offset += all;  /* no line is so long */
  }
  if (n == -1) return -1;
  if (sync && sync_up_to(o, o->at.offset + (uint64_t)n) == -1) return -1;
  x->from = o->at;
  x->s = o->bytes;
  x->n = (size_t)n;
  o->at.offset += x->n;
  return 1;
}

int own_more(struct own const *o)
{
  return o->synced >= o->at.offset + sizeof o->bytes
    || strcmp(o->segment.path, SEGMENT_CURRENT);
}

/* Behind the last whole line. 1; -1. */
static int go_to_end(struct own *o)
{
  struct stat st;
  size_t all;
  ssize_t n;
  if (fstat(o->segment.fd, &st) == -1)
    return error_system(o->error, "read", o->segment.path);
  o->at.offset = (uint64_t)st.st_size > sizeof o->bytes
    ? (uint64_t)st.st_size - sizeof o->bytes : 0;
  n = read_lines(o, &all);
  if (n == -1) return -1;
  o->at.offset += (uint64_t)n;
  return 1;
}

/* Open a journal's segment to look where it begins and ends. */
static int place_in(struct journal_place *p, int home, uint64_t number,
  int at_end, struct error *error)
{
  static struct own o;
  int r;
  o.home = home;
  o.error = error;
  o.at = *p;
  r = number ? enter_from(&o, number) : enter(&o, SEGMENT_CURRENT);
  if (!r) return errno = ENOENT, error_system(error, "open", SEGMENT_CURRENT);
  if (r == -1) return -1;
  settle(&o);
  r = at_end ? go_to_end(&o) : 1;
  *p = o.at;
  leave(&o);
  return r;
}

int own_end(struct journal_place *p, int home, struct error *error)
{
  return place_in(p, home, 0, 1, error);
}

int own_start(struct journal_place *p, int home, struct error *error)
{
  return place_in(p, home, 1, 0, error);
}

uint64_t own_waiting(int home, struct journal_place const *at)
{
  static struct own o;
  static struct error error;
  struct entry x;
  struct stamp stamp = { 0 };
  time_t now = time(0);
  uint64_t seconds = 0;
  int r;
  o.reads_only = 1;
  r = own_begin(&o, home, at, &error);
  while (r == 1 && !seconds && own_piece(&o, &x, 0) == 1)
  {
    char const *s = x.s, *end = x.s + x.n;
    while (s < end && !stamp_scan(&stamp, s, (size_t)(end - s)))
      s = (char const *)memchr(s, '\n', (size_t)(end - s)) + 1;
    if (s == end) continue;
    if ((uint64_t)now > stamp.seconds) seconds = (uint64_t)now - stamp.seconds;
    if (!seconds) seconds = 1;
  }
  own_close(&o);
  return seconds;
}
