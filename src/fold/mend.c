/* Headers of segments, mended. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "mend.h"
#include "../base/scan.h"
#include "../base/text.h"
#include "../database/snapshot.h"
#include "../database/header.h"
#include "../database/reader.h"
#include "../journal/journal.h"
#include "../journal/lines.h"
#include "../journal/segment.h"
#include "../karma/line.h"

#define COPY "journal/mended"

/* A damaged header. */
struct patient
{
  int fd;
  enum mend_as as;
  uint64_t number;          /* by its name; of journal/current the least */
  char bytes[SEGMENT_HEADER + STAMP_LEN];   /* of the file, as it begins */
  size_t have;
  size_t header;            /* so many bytes are to be the header, with LF */
  uint64_t lines;           /* where the first good line begins */
  struct segment is;        /* what it becomes */
  int known;
};

/* Do lines begin where the header would have to stand? */
static int no_room(struct patient const *p)
{
  return p->lines < p->header;
}

/* Is this database's cursor in the segment? Its line must stand there. */
static int stands(struct patient const *p, struct cursor const *c)
{
  uint64_t offset;
  int other = p->as != MEND_ROTATED ? c->number < p->number
    : no_room(p) ? c->number > p->number : c->number != p->number;
  return !other && cursor_find(c, p->fd, &offset) == 1;
}

static void ask(struct patient *p, int home, char const *name)
{
  struct header h;
  char const *why;
  int fd = p->known ? -1 : openat(home, name, O_RDONLY | O_CLOEXEC
    | O_NONBLOCK);
  if (fd == -1) return;
  if (header_read(&h, fd, &why) == 1 && stands(p, &h.cursor)
    && strlen(h.cursor.host) == strlen(p->is.host))
  {
    p->known = 1;
    memcpy(p->is.host, h.cursor.host, sizeof p->is.host);
    memcpy(p->is.random, h.cursor.random, sizeof p->is.random);
    if (h.cursor.number <= SEGMENT_NUMBER_MAX) p->is.number = h.cursor.number;
  }
  close(fd);
}

/* Ask all that were made of the journal. 1; 0 (errno). */
static int ask_all(struct patient *p, int home)
{
  genalloc list = GENALLOC_ZERO;
  size_t i = 0;
  if (!snapshot_list(&list, home)) return 0;
  ask(p, home, RECENT_CDB);
  ask(p, home, KARMA_CDB);
  for (; i < genalloc_len(struct snapshot, &list); i++)
    ask(p, home, genalloc_s(struct snapshot, &list)[i].path);
  genalloc_free(struct snapshot, &list);
  return 1;
}

/* The line that it is to have, of one or the other age. */
static size_t compose(struct text *t, struct patient const *p, int old)
{
  segment_header(t, &p->is);
  if (!old) return t->len;
  t->len -= LINE_TAIL;
  t->s[t->len - 1] = '\n';
  return t->len;
}

/* Does a header of so many bytes fit? Lines begin behind it; perhaps with a LF
   of a writer who did not see one. What is written over must have been one: at
   least half of what stands before the number is as it should be. */
static int fits(struct patient const *p, char const *line, size_t n)
{
  size_t begin = strlen("#qkarma 1 ") + strlen(p->is.host) + 1, i = 0;
  size_t same = 0;
  if (n > p->have || (n < p->have && p->bytes[n - 1] != '\n'
    && p->bytes[n] != '@' && p->bytes[n] != '\n')) return 0;
  for (; i < begin; i++) same += line[i] == p->bytes[i];
  return 2 * same >= begin;
}

/* What can still be read of it: RANDOM, which ends here, and the number. */
static void keep(struct patient *p, size_t end)
{
  size_t const least = SEGMENT_DIGITS + 1 + STAMP_LEN + 1 + SEGMENT_RANDOM;
  char const *random = p->bytes + end - SEGMENT_RANDOM;
  char const *number = p->bytes + end - least;
  char line[SEGMENT_HEADER];
  struct text t = { line, end - least, sizeof line, 0 };
  struct segment s;
  uint64_t u;
  if (end < least || end > p->have || end > sizeof line) return;
  if (scan_hex(random, SEGMENT_RANDOM, &u))
    memcpy(p->is.random, random, SEGMENT_RANDOM);
  if (p->as != MEND_ROTATED || scan_decimal(number, SEGMENT_DIGITS, &u,
    p->number - 1) != SEGMENT_DIGITS) return;
  /* A number that is less says that it was put back, unless its digits are
     what is damaged. */
  memcpy(line, p->bytes, p->header);
  text_addpad(&t, p->number, SEGMENT_DIGITS);
  if (!p->header || !segment_scan_header(&s, line, p->header - 1))
    p->is.number = u;
}

/* Where does a good line begin in this one? It may be stuck to what was the
   end of the line before. n: nowhere. */
static size_t good(struct line *l, char const *s, size_t n)
{
  char const *why;
  size_t i = 0;
  while (i < n && !(s[i] == '@' && line_scan(l, s + i, n - i, &why))) i++;
  return i;
}

/* Find the first good line; the segment was begun when it was written. 1; 0
   there is none; -1. */
static int first_line(struct patient *p)
{
  static struct lines in;
  struct line l;
  char const *s;
  size_t n, i;
  int r;
  lines_begin(&in, p->fd, 0);
  while ((r = lines_next(&in, &s, &n)) == 1)
    if ((i = good(&l, s, n)) < n)
    {
      p->lines = in.offset - 1 - (n - i);
      p->is.made = l.stamp;
      return 1;
    }
  p->lines = in.offset;
  memset(&p->is.made, 0, sizeof p->is.made);
  return r;
}

/* Where RANDOM ends in a header that is as long as it is: before the LF, or
   the check digits. */
static size_t end_of_random(struct patient const *p)
{
  size_t n = p->lines < p->have ? (size_t)p->lines : p->have;
  if (n > SEGMENT_HEADER) return 0;
  while (n && p->bytes[n - 1] == '\n') n--;
  return n > LINE_TAIL && p->bytes[n - SUM_DIGITS - 1] == '~'
    ? n - LINE_TAIL : n;
}

/* Find out where the header ends and what it was. Where none fits, bytes were
   inserted or deleted, or much was overwritten: it gets the room before the
   first good line. 1; 0 it has no line; -1. */
static int examine(struct patient *p)
{
  char line[SEGMENT_HEADER];
  struct text new = TEXT(line), old = TEXT(line);
  size_t n = compose(&new, p, 0), o = compose(&old, p, 1);
  ssize_t r = pread(p->fd, p->bytes, sizeof p->bytes, 0);
  int any = r == -1 ? -1 : first_line(p);
  if (any == -1) return -1;
  p->have = (size_t)r;
  p->header = fits(p, line, n) ? n : fits(p, line, o) ? o : 0;
  if (!p->header && !any) return 0;
  if (p->header) keep(p, o - 1);
  keep(p, end_of_random(p));
  if (p->header) p->lines = p->header;
  else p->header = p->lines < n && p->lines >= o ? o : n;
  return 1;
}

/* Over what is there. What is left before the lines is no line. */
static int rewrite(struct patient const *p)
{
  char line[SEGMENT_HEADER];
  struct text t = TEXT(line), old = TEXT(line);
  size_t n = p->header, end = n;
  if (compose(&t, p, 0) != n) compose(&old, p, 1);
  while (end < p->lines && end < sizeof line) line[end++] = '\n';
  if (pwrite(p->fd, line, end, 0) != (ssize_t)end) return -1;
  if (p->lines > end && pwrite(p->fd, "\n", 1, (off_t)(p->lines - 1)) != 1)
    return -1;
  return fd_sync(p->fd) == 0 ? 1 : -1;
}

/* The header, then the lines. */
static int write_copy(struct patient const *p, int to)
{
  char block[16384];
  struct text t = TEXT(block);
  uint64_t at = p->lines;
  ssize_t n;
  compose(&t, p, 0);
  if (allwrite(to, t.s, t.len) != t.len) return 0;
  while ((n = pread(p->fd, block, sizeof block, (off_t)at)) > 0)
  {
    if (allwrite(to, block, (size_t)n) != (size_t)n) return 0;
    at += (uint64_t)n;
  }
  return !n;
}

/* Owner and mode are for readers; how old a segment is tells its time. */
static int as_before(struct patient const *p, int to)
{
  struct timespec times[2];
  struct stat st;
  if (fstat(p->fd, &st) == -1) return 0;
  times[0] = st.st_atim;
  times[1] = st.st_mtim;
  return fchown(to, st.st_uid, st.st_gid) == 0
    && fchmod(to, st.st_mode & 0777) == 0 && futimens(to, times) == 0;
}

/* A copy with a header takes the place of a rotated segment, which no writer
   may have any more (errno is EBUSY). 1, -1. */
static int replace(struct patient const *p, int home, char const *path)
{
  int to, good, e;
  int r = fd_lock(p->fd, 1, 1);
  if (r < 1) return r ? -1 : (errno = EBUSY, -1);
  if (unlinkat(home, COPY, 0) == -1 && errno != ENOENT) return -1;
  to = openat(home, COPY, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (to == -1) return -1;
  good = write_copy(p, to) && as_before(p, to) && fd_sync(to) == 0
    && renameat(home, COPY, home, path) == 0 && journal_sync(home);
  e = errno;
  close(to);
  errno = e;
  return good ? 1 : -1;
}

/* 1; 2 only its newer lines are to count; 0 it cannot be done; -1. */
static int mend(struct patient *p, int home, char const *path)
{
  if (p->as == MEND_KNOWN && !p->known) return 0;
  if (!no_room(p)) return rewrite(p);
  if (p->as != MEND_ROTATED) return 0;
  if (!p->known) p->is.number = 0;
  return replace(p, home, path) == 1 ? 2 - p->known : -1;
}

int mend_header(int home, char const *path, enum mend_as as,
  char const *host, uint64_t number)
{
  struct patient p = { .as = as, .number = number };
  int r, e;
  memcpy(p.is.host, host, strlen(host) + 1);
  memset(p.is.random, '0', sizeof p.is.random);
  p.is.number = number;
  p.fd = openat(home, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (p.fd == -1) return -1;
  r = examine(&p);
  if (r == 1) r = ask_all(&p, home) ? mend(&p, home, path) : -1;
  e = errno;
  close(p.fd);
  errno = e;
  return r;
}

int mend_possible(int home, char const *path)
{
  struct patient p = { .as = MEND_NEW };
  char const *name = path + strlen("journal/");
  int r;
  if (!segment_scan_name(name, p.is.host, &p.is.number)
    && host_read(p.is.host, home) < 1) return 0;
  p.fd = openat(home, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (p.fd == -1) return -1;
  r = examine(&p);
  fd_close(p.fd);
  return r;
}

void mend_tell(char const *path, int r)
{
  strerr_warnw(path, ": its header was damaged and is mended; ", r == 1
    ? "all of its lines count" : "only newer lines count");
}

/* One, if it is damaged. */
static int mend_entry(int home, struct journal_entry const *e, char *path)
{
  struct segment s;
  int r;
  segment_name(path, e->host, e->number);
  r = segment_read(&s, home, path);
  if (r == 1) close(s.fd);
  if (r != -1 || errno != EPROTO) return r;
  r = mend_header(home, path, MEND_ROTATED, e->host, e->number);
  if (r > 0) mend_tell(path, r);
  return r;
}

int mend_rotated(int home, struct error *error)
{
  genalloc list = GENALLOC_ZERO;
  char path[SEGMENT_PATH];
  size_t i = 0, n;
  int r = 1;
  if (!journal_list(&list, home)) return error_system(error, "list",
    "journal");
  n = genalloc_len(struct journal_entry, &list);
  for (; r != -1 && i < n; i++)
    r = mend_entry(home, genalloc_s(struct journal_entry, &list) + i, path);
  genalloc_free(struct journal_entry, &list);
  return r != -1 ? 1 : error_system(error, "mend the header of", path);
}
