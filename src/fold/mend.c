/* Headers of segments, mended. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "mend.h"
#include "../base/scan.h"
#include "../base/text.h"
#include "../database/snapshot.h"
#include "../database/header.h"
#include "../database/reader.h"
#include "../journal/journal.h"
#include "../journal/segment.h"
#include "../karma/line.h"

/* A damaged header. */
struct patient
{
  int fd;
  enum mend_as as;
  uint64_t number;          /* by its name; of journal/current the least */
  char bytes[SEGMENT_HEADER + STAMP_LEN];   /* of the file, as it begins */
  size_t have;
  size_t header;            /* so many of them are the header, with its LF */
  struct segment is;        /* what it becomes */
  int known;
};

/* Is this database's cursor in the segment? Its line must stand there. */
static int stands(struct patient const *p, struct cursor const *c)
{
  uint32_t check;
  int other = p->as == MEND_ROTATED ? c->number != p->number
    : c->number < p->number;
  if (other) return 0;
  return c->offset >= p->header
    && segment_check(p->fd, c->offset, &check) == 1 && check == c->check;
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

/* What can still be read in its place: RANDOM, and the number. */
static void keep(struct patient *p, size_t old)
{
  char const *random = p->bytes + old - 1 - SEGMENT_RANDOM;
  char const *number = random - 1 - STAMP_LEN - 1 - SEGMENT_DIGITS;
  char line[SEGMENT_HEADER];
  struct text t = { line, (size_t)(number - p->bytes), sizeof line, 0 };
  struct segment s;
  uint64_t u;
  if (scan_hex(random, SEGMENT_RANDOM, &u))
    memcpy(p->is.random, random, SEGMENT_RANDOM);
  if (p->as != MEND_ROTATED || scan_decimal(number, SEGMENT_DIGITS, &u,
    p->number - 1) != SEGMENT_DIGITS) return;
  /* A number that is less says that it was put back, unless its digits are
     what is damaged. */
  memcpy(line, p->bytes, p->header);
  text_addpad(&t, p->number, SEGMENT_DIGITS);
  if (!segment_scan_header(&s, line, p->header - 1)) p->is.number = u;
}

/* It was begun when its first line was written; if there is none, nobody
   knows. */
static void begun(struct patient *p)
{
  if (!stamp_scan(&p->is.made, p->bytes + p->header, p->have - p->header))
    memset(&p->is.made, 0, sizeof p->is.made);
}

/* Find out where the header ends and what it was. 1; 0 it has no place; -1. */
static int examine(struct patient *p, int home)
{
  char line[SEGMENT_HEADER];
  struct text new = TEXT(line), old = TEXT(line);
  size_t n = compose(&new, p, 0), o = compose(&old, p, 1);
  ssize_t r = pread(p->fd, p->bytes, sizeof p->bytes, 0);
  if (r == -1) return -1;
  p->have = (size_t)r;
  p->header = fits(p, line, n) ? n : fits(p, line, o) ? o : 0;
  if (!p->header) return 0;
  keep(p, o);
  begun(p);
  return ask_all(p, home) ? 1 : -1;
}

static int rewrite(struct patient const *p)
{
  char line[SEGMENT_HEADER];
  struct text t = TEXT(line), old = TEXT(line);
  if (compose(&t, p, 0) != p->header) compose(&old, p, 1);
  if (pwrite(p->fd, line, p->header, 0) != (ssize_t)p->header) return -1;
  return fd_sync(p->fd) == 0 ? 1 : -1;
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
  r = examine(&p, home);
  if (r == 1) r = as != MEND_KNOWN || p.known ? rewrite(&p) : 0;
  e = errno;
  close(p.fd);
  errno = e;
  return r;
}

void mend_tell(char const *path)
{
  strerr_warnw(path, ": its header was damaged and is mended; all of its lines"
    " count");
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
  if (r == 1) mend_tell(path);
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
