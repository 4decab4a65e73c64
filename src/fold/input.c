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
#include "../journal/journal.h"
#include "../karma/line.h"

/* Open one segment. 1; 0 absent; 2 its header is damaged; -1. */
static int enter(struct fold_input *f, char const *path)
{
  int r = segment_open(&f->segment, f->home, path);
  if (r == -1 && errno == EPROTO) return 2;
  if (r == -1) return error_system(f->error, "open", path);
  f->current = !strcmp(path, SEGMENT_CURRENT);
  f->sealed = 0;
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

/* Nobody knows what a file without any trace of a header is: it is never
   folded. */
static void pass_over(char const *path)
{
  strerr_warnw(path, " does not begin with a segment's header: it is not"
    " folded");
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

/* journal/current cannot be folded as it is: a new one takes its place. One
   without a header is passed over; of another, which is entered as the rotated
   segment that it has become, lines are wanted that are newer than all before.
   1; 2 the new one is damaged; -1. */
static int set_aside(struct fold_input *f, int headless)
{
  char const *file;
  uint64_t floor;
  int r;
  if (!reader_floor(&floor, f->home))
    return error_system(f->error, "read the headers of", "the databases");
  if (!journal_set_aside(f->home, floor, &file))
    return journal_error(f->error, "set aside the journal into", file);
  if (headless) pass_over(file);
  else put_back(f, file);
  leave(f);
  file = headless ? SEGMENT_CURRENT : file;
  r = enter(f, file);
  return r ? r : error_system(f->error, "open", file);
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
  if (r == 1) mend_tell(SEGMENT_CURRENT);
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

/* Open a rotated segment; mend its header if need be. 1; 2 it has none; -1. */
static int enter_rotated(struct fold_input *f, struct journal_entry const *e)
{
  char path[SEGMENT_PATH];
  int r;
  segment_name(path, e->host, e->number);
  r = enter(f, path);
  if (r != 2) return r ? r : error_system(f->error, "open", path);
  r = mend_header(f->home, path, MEND_ROTATED, e->host, e->number);
  if (r == -1) return error_system(f->error, "mend the header of", path);
  if (r) mend_tell(path);
  else pass_over(path);
  return r ? enter(f, path) : 2;
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
  return enter_current(f);
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

int fold_input_open(struct fold_input *f, struct cursor const *cursor)
{
  int r;
  f->segment.fd = -1;
  f->waiting = 0;
  f->folded = cursor->number;
  if (!journal_list(&f->list, f->home))
    return error_system(f->error, "list", "journal");
  r = enter_from(f, cursor->number);
  if (r == -1 || !cursor->number) return r;
  r = cursor_holds(cursor, &f->segment);
  if (r == -1) return error_system(f->error, "read", f->segment.path);
  if (!r) return estranged(f, cursor);
  lines_begin(&f->lines, f->segment.fd, cursor->offset);
  f->distrust = 0;
  return 1;
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
  if (f->lines.offset == f->segment.header) return 0;
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

/* A sealed segment is read to its end: on to the next one. */
static int forward(struct fold_input *f)
{
  uint64_t number = f->segment.number;
  if (fdatasync(f->segment.fd) == -1)
    return error_system(f->error, "sync", f->segment.path);
  leave(f);
  return enter_from(f, number + 1);
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

static int wanted(struct fold_input const *f, char const *s, size_t n)
{
  struct stamp t;
  if (!n) return 0;
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
  if (!journal_sync(f->home))
    return error_system(f->error, "sync", "journal");
  return 1;
}

void fold_input_close(struct fold_input *f)
{
  leave(f);
}
