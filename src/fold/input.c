/* The journal as one stream of lines. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "input.h"
#include "mend.h"
#include "../base/text.h"
#include "../config/host.h"
#include "../database/reader.h"
#include "../journal/frames.h"
#include "../journal/journal.h"
#include "../journal/log.h"
#include "../karma/line.h"

/* Open one segment. 1; 0 absent; 2 its header is damaged; -1. */
static int enter(struct fold_input *f, char const *path)
{
  int r = segment_open(&f->segment, f->home, path);
  if (r == -1 && errno == EPROTO) return 2;
  if (r == -1) return error_system(f->error, "open", path);
  f->current = !strcmp(strrchr(path, '/'), "/current");
  f->sealed = log_is_common(f->log) && !f->current;
  f->time = 0;
  f->distrust = f->segment.put_back;
  f->limit = *f->newest;
  lines_begin(&f->lines, f->segment.fd, f->segment.header);
  return r;
}

static void leave(struct fold_input *f)
{
  if (f->segment.fd != -1) close(f->segment.fd);
  f->segment.fd = -1;
}

/* What has no line is no segment. */
static void pass_over(char const *path)
{
  strerr_warnw(path, " has neither a segment's header nor a good line: it is"
    " not folded");
}

/* Other hosts have the same log: what is wrong with ours they can mend. */
static int broken(struct fold_input *f, char const *what)
{
  char text[200];
  struct text t = { text, 0, sizeof text - 1, 0 };
  text_adds(&t, what);
  text_adds(&t, "; share-seed copies it from another host");
  text[t.len] = 0;
  return error_say(f->error, LOG_COMMON, text);
}

/* A segment is counted once, in its own place. 1; 2 this is not it; -1. */
static int original(struct fold_input *f)
{
  struct segment other;
  int r = journal_is_copy(f->home, &f->list, &f->segment, &other);
  if (!r) return 1;
  if (r == -1) return error_system(f->error, "read", other.path);
  strerr_warnw(f->segment.path, " is a copy of ", other.path,
    ": its lines count there");
  leave(f);
  return 2;
}

/* Open a rotated segment; mend its header if need be. 1; 2 it has none, or is a
   copy of a later one; -1. */
static int enter_rotated(struct fold_input *f, struct journal_entry const *e)
{
  char path[SEGMENT_PATH];
  int r;
  log_segment(path, f->log, e->host, e->number);
  r = enter(f, path);
  if (r == 2 && log_is_common(f->log))
    return broken(f, "a segment's header is damaged");
  if (r == 1) return original(f);
  if (r != 2) return r ? r : error_system(f->error, "open", path);
  r = mend_header(f->home, path, MEND_ROTATED, e->host, e->number);
  if (r == -1) return error_system(f->error, "mend the header of", path);
  if (r) mend_tell(path, r);
  else pass_over(path);
  return r ? enter(f, path) : 2;
}

static void put_back(struct fold_input const *f, char const *path)
{
  char number[UINT64_FMT];
  number[uint64_fmt(number, f->segment.number)] = 0;
  if (f->segment.number) strerr_warnw(SEGMENT_CURRENT " is segment ", number,
    " again, from a backup: it becomes ", path,
    ", from which only newer lines are taken");
  else strerr_warnw(SEGMENT_CURRENT ": its header was damaged: it becomes ",
    path, ", from which only newer lines are taken");
}

/* Is journal/current older than what there is behind it already? */
static int is_older(struct fold_input const *f)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &f->list);
  size_t n = genalloc_len(struct journal_entry, &f->list);
  return f->segment.number < f->folded
    || (n && f->segment.number <= e[n - 1].number);
}

/* journal/current cannot be folded as it is: a new one takes its place, and it
   is entered as the rotated segment that it has become. If it has a header,
   lines are wanted that are newer than all before. One that cannot be mended is
   passed over. 1; 2 the new one is damaged; -1. */
static int set_aside(struct fold_input *f, int headless)
{
  struct journal_entry e;
  char const *file;
  uint64_t floor;
  int r;
  if (!reader_floor(&floor, f->home))
    return error_system(f->error, "read the headers of", "the databases");
  if (!journal_set_aside(f->home, floor, &file))
    return journal_error(f->error, "set aside the journal into", file);
  if (!headless) put_back(f, file);
  leave(f);
  segment_scan_name(file + strlen("journal/"), e.host, &e.number);
  r = enter_rotated(f, &e);
  if (r != 2) return r;
  r = enter(f, SEGMENT_CURRENT);
  return r ? r : error_system(f->error, "open", SEGMENT_CURRENT);
}

/* The header of journal/current is damaged. If the cursor lies before it, none
   of it is folded; if the cursor is in it, that one knows what it was; else it
   counts as one that was put back. 1, 0 it has no header, -1. */
static int mend_current(struct fold_input *f)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &f->list);
  size_t n = genalloc_len(struct journal_entry, &f->list);
  uint64_t before = n ? e[n - 1].number : 0;
  char host[HOST_LEN + 1];
  int r;
  if (host_read(host, f->home) < 1) return 0;
  r = mend_header(f->home, SEGMENT_CURRENT, f->folded > before ? MEND_KNOWN
    : MEND_NEW, host, before + 1);
  if (r == 1) mend_tell(SEGMENT_CURRENT, r);
  if (!r) r = mend_header(f->home, SEGMENT_CURRENT, MEND_ASIDE, host, 0);
  if (r == -1)
    return error_system(f->error, "mend the header of", SEGMENT_CURRENT);
  return r;
}

/* Open journal/current. One that was put back from a backup, or that nobody
   knows, makes room for a new one first. 1, -1. */
static int enter_current(struct fold_input *f)
{
  int r = enter(f, SEGMENT_CURRENT);
  if (r == 2)
  {
    r = mend_current(f);
    if (r == 1) r = enter(f, SEGMENT_CURRENT);
    else if (!r) return set_aside(f, 1);
  }
  if (r == 1 && is_older(f)) r = set_aside(f, 0);
  if (r == 2)
    return error_say(f->error, SEGMENT_CURRENT, "it has just been damaged");
  return r ? r : error_system(f->error, "open", SEGMENT_CURRENT);
}

/* Open common/current. One that has another name already will soon be another
   one. 1; 0 it is not there yet; -1. */
static int enter_common(struct fold_input *f)
{
  int r = enter(f, LOG_COMMON_CURRENT);
  if (r == 2) return broken(f, "the header of current is damaged");
  if (r == 1 && is_older(f))
  {
    leave(f);
    return 0;
  }
  return r;
}

/* Open the first good segment whose number is at least this. */
static int enter_from(struct fold_input *f, uint64_t number)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &f->list);
  size_t n = genalloc_len(struct journal_entry, &f->list), i = 0;
  for (; i < n; i++)
    if (e[i].number >= number)
    {
      int r = enter_rotated(f, e + i);
      if (r != 2) return r;
    }
  return log_is_common(f->log) ? enter_common(f) : enter_current(f);
}

static int rotate(struct fold_input *f)
{
  char const *file;
  uint64_t floor;
  if (!reader_floor(&floor, f->home))
    return error_system(f->error, "read the headers of", "the databases");
  if (!journal_rotate(f->home, &f->segment, floor, &file))
    return journal_error(f->error, "rotate the journal into", file);
  segment_name(f->segment.path, f->segment.host, f->segment.number);
  f->current = 0;
  return 1;
}

/* The segment that the cursor stands in is gone, or something else. */
static int estranged(struct fold_input *f, struct cursor const *c)
{
  char text[300];
  struct text t = { text, 0, sizeof text - 1, 0 };
  struct stat st;
  if (fstat(f->segment.fd, &st) == -1)
    return error_system(f->error, "read", f->segment.path);
  text_adds(&t, "the journal was folded up to byte ");
  text_addu(&t, c->offset);
  text_adds(&t, " of segment ");
  text_addu(&t, c->number);
  text_adds(&t, ", but ");
  text_adds(&t, f->segment.path);
  text_adds(&t, " is segment ");
  text_addu(&t, f->segment.number);
  text_adds(&t, " of ");
  text_addu(&t, (uint64_t)st.st_size);
  text_adds(&t, " bytes");
  if (f->segment.number <= c->number) f->distrust = 1;
  if (f->distrust)
    text_adds(&t, " and other lines: only newer ones are taken from it");
  text[t.len] = 0;
  strerr_warnw(text);
  return f->distrust && f->current ? rotate(f) : 1;
}

/* The cursor may stand in an entry: of which time is that? 1, -1. */
static int find_time(struct fold_input *f, uint64_t offset)
{
  struct frames w;
  char next[2];
  ssize_t n = pread(f->segment.fd, next, sizeof next, (off_t)offset);
  int r = frames_begin(&w, &f->segment);
  if (n == 2 && *next == '#' && (next[1] == '@' || next[1] == '=')) return 1;
  while (r > 0 && w.offset <= offset) r = frames_next(&w);
  if (r == FRAMES_ENTRY || r == FRAMES_TORN) f->time = w.frame.id.ms / 1000;
  return n != -1 && r != -1 ? 1 : broken(f, "a segment is damaged");
}

uint64_t fold_input_now(struct fold_input const *f)
{
  return f->time ? f->time : f->now;
}

int fold_input_open(struct fold_input *f, struct cursor const *cursor)
{
  uint64_t offset;
  int r;
  f->segment.fd = -1;
  f->waiting = 0;
  f->folded = cursor->number;
  if (!journal_list_of(&f->list, f->home, f->log))
    return error_system(f->error, "list", f->log);
  r = enter_from(f, cursor->number);
  if (r < 1 || !cursor->number) return r;
  r = cursor_holds(cursor, &f->segment, &offset);
  if (r == -1) return error_system(f->error, "read", f->segment.path);
  if (!r && log_is_common(f->log))
    return broken(f,
      "it is not what was folded (is it whole? `qkarma rebuild`)");
  if (!r) return estranged(f, cursor);
  lines_begin(&f->lines, f->segment.fd, offset);
  f->distrust = 0;
  return log_is_common(f->log) ? find_time(f, offset) : 1;
}

/* The next line of this segment. 1; 0 there is none; -1. */
static int line(struct fold_input *f, char const **s, size_t *n)
{
  int r = lines_next(&f->lines, s, n);
  if (r == -1) return error_system(f->error, "read", f->segment.path);
  return r;
}

static int due(struct fold_input const *f)
{
  if (f->lines.offset == f->segment.header || log_is_common(f->log)) return 0;
  return f->lines.offset >= FOLD_INPUT_SEGMENT
    || f->now >= f->segment.made.seconds + FOLD_INPUT_DAY;
}

/* Has every writer let go of this rotated segment? Then nobody can come
   back: writers look whether it is journal/current after they have locked.
   1; 0 not yet; -1. */
static int seal(struct fold_input *f)
{
  struct flock l;
  int r;
  do
  {
    r = fd_lock(f->segment.fd, 1, 1);
    if (r) break;
    memset(&l, 0, sizeof l);
    l.l_type = F_WRLCK;
    l.l_whence = SEEK_SET;
    r = fcntl(f->segment.fd, F_GETLK, &l);
  } while (!r && l.l_type == F_UNLCK);
  if (r == -1) return error_system(f->error, "lock", f->segment.path);
  f->sealed = r;
  f->waiting = !r;
  if (!r) f->holder = l.l_pid;
  return r;
}

/* Behind this one, are there numbers without a file? Those before a segment
   that was set aside never had one: it got its number above them. */
static void tell_missing(struct fold_input const *f, uint64_t number)
{
  struct journal_entry const *e = genalloc_s(struct journal_entry, &f->list);
  size_t n = genalloc_len(struct journal_entry, &f->list), i = 0;
  char text[100];
  struct text t = { text, 0, sizeof text - 1, 0 };
  if (f->segment.number <= number + 1 || f->segment.put_back) return;
  while (i < n && e[i].number <= number) i++;
  if (i < n && e[i].number < f->segment.number) return;
  journal_missing(&t, number, f->segment.number);
  text[t.len] = 0;
  strerr_warnw("journal: ", text, ": what was in it does not count");
}

/* A sealed segment is read to its end: on to the next one. */
static int forward(struct fold_input *f)
{
  struct segment was = f->segment;
  uint64_t number = was.number, offset = f->lines.offset, time = f->time;
  int r;
  if (fdatasync(f->segment.fd) == -1)
    return error_system(f->error, "sync", f->segment.path);
  f->segment.fd = -1;
  r = enter_from(f, number + 1);
  if (!r)
  {
    /* What is behind it in the common log is not there yet. */
    f->segment = was;
    f->time = time;
    lines_begin(&f->lines, was.fd, offset);
    return 0;
  }
  close(was.fd);
  if (r == 1 && log_is_common(f->log) && f->segment.number > number + 1)
    return broken(f, "segments are missing");
  if (r == 1) tell_missing(f, number);
  return r;
}

/* No whole line is left in this segment. 1 look again, the line given out is
   what was left without an end, or empty; 0 the end; -1. */
static int end(struct fold_input *f, char const **s, size_t *n)
{
  *n = 0;
  if (f->current) return due(f) ? rotate(f) : 0;
  if (!f->sealed) return seal(f);
  return lines_rest(&f->lines, s, n) ? 1 : forward(f);
}

/* Frames, and the headers of the hosts' own segments, are no lines. */
static int is_frame(struct fold_input *f, char const *s, size_t n)
{
  struct frame frame;
  if (!log_is_common(f->log) || *s != '#') return 0;
  if (frame_scan(&frame, s, n) == FRAME_BEGIN) f->time = frame.id.ms / 1000;
  return 1;
}

static int wanted(struct fold_input *f, char const *s, size_t n)
{
  struct stamp t;
  if (!n || is_frame(f, s, n)) return 0;
  return !f->distrust || !stamp_scan(&t, s, n) || stamp_later(&t, &f->limit);
}

int fold_input_line(struct fold_input *f, char const **s, size_t *n)
{
  int r;
  do
  {
    r = line(f, s, n);
    if (!r) r = end(f, s, n);
    if (r < 1) return r;
  } while (!wanted(f, *s, *n));
  return 1;
}

int fold_input_cursor(struct fold_input *f, struct cursor *cursor)
{
  int r = segment_check(f->segment.fd, f->lines.offset, &cursor->check);
  if (r == -1) return error_system(f->error, "read", f->segment.path);
  memcpy(cursor->host, f->segment.host, sizeof cursor->host);
  memcpy(cursor->random, f->segment.random, sizeof cursor->random);
  cursor->number = f->segment.number;
  cursor->offset = f->lines.offset;
  return 1;
}

int fold_input_sync(struct fold_input *f)
{
  if (fdatasync(f->segment.fd) == -1)
    return error_system(f->error, "sync", f->segment.path);
  if (!journal_sync_of(f->home, f->log))
    return error_system(f->error, "sync", f->log);
  return 1;
}

void fold_input_close(struct fold_input *f)
{
  leave(f);
}
