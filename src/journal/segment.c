/* One segment of the journal. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "segment.h"
#include "../base/scan.h"
#include "../base/sum.h"
#include "../karma/line.h"

#define MAGIC "#qkarma 1 "

void segment_header(struct text *t, struct segment const *s)
{
  uint32_t h;
  text_adds(t, MAGIC);
  text_adds(t, s->host);
  text_addc(t, ' ');
  text_addpad(t, s->number, SEGMENT_DIGITS);
  text_addc(t, ' ');
  stamp_add(t, &s->made);
  text_addc(t, ' ');
  text_add(t, s->random, SEGMENT_RANDOM);
  h = sum_add(0, t->s, t->len);
  text_adds(t, " ~");
  text_addhex(t, h, SUM_DIGITS);
  text_addc(t, '\n');
}

void segment_name(char *path, char const *host, uint64_t number)
{
  struct text t = { path, 0, SEGMENT_PATH, 0 };
  text_adds(&t, "journal/");
  text_adds(&t, host);
  text_addc(&t, '.');
  text_addpad(&t, number, SEGMENT_DIGITS);
  text_addc(&t, 0);
}

int segment_scan_name(char const *name, char *host, uint64_t *number)
{
  size_t n = strlen(name), len;
  if (n < SEGMENT_DIGITS + 2) return 0;
  len = n - SEGMENT_DIGITS - 1;
  if (name[len] != '.' || !host_valid(name, len)) return 0;
  if (scan_decimal(name + len + 1, SEGMENT_DIGITS, number, SEGMENT_NUMBER_MAX)
    != SEGMENT_DIGITS) return 0;
  memcpy(host, name, len);
  host[len] = 0;
  return 1;
}

/* HOST NUMBER @STAMP RANDOM16 out of a line whose end is known. */
static int fields(struct segment *s, char const *p, size_t n)
{
  uint64_t random;
  char const *blank = memchr(p, ' ', n);
  size_t len = blank ? (size_t)(blank - p) : 0;
  if (!host_valid(p, len)) return 0;
  memcpy(s->host, p, len);
  s->host[len++] = 0;
  if (n - len != SEGMENT_DIGITS + 1 + STAMP_LEN + 1 + SEGMENT_RANDOM) return 0;
  p += len;
  if (scan_decimal(p, SEGMENT_DIGITS, &s->number, SEGMENT_NUMBER_MAX)
    != SEGMENT_DIGITS) return 0;
  p += SEGMENT_DIGITS;
  if (*p++ != ' ' || !stamp_scan(&s->made, p, STAMP_LEN)) return 0;
  p += STAMP_LEN;
  if (*p++ != ' ' || !scan_hex(p, SEGMENT_RANDOM, &random)) return 0;
  memcpy(s->random, p, SEGMENT_RANDOM);
  return 1;
}

int segment_scan_header(struct segment *s, char const *line, size_t n)
{
  size_t const magic = strlen(MAGIC);
  if (n > LINE_TAIL && line[n - SUM_DIGITS - 1] == '~')
  {
    n -= LINE_TAIL;
    if (line[n] != ' '
      || !sum_match(line + n + 2, sum_add(0, line, n))) return 0;
  }
  return n >= magic && !memcmp(line, MAGIC, magic)
    && fields(s, line + magic, n - magic);
}

/* 1; 0 the file does not begin with a header; -1 it cannot be read. */
static int header(struct segment *s)
{
  char line[SEGMENT_HEADER];
  ssize_t r = pread(s->fd, line, sizeof line, 0);
  char const *end;
  if (r == -1) return -1;
  end = memchr(line, '\n', (size_t)r);
  if (!end) return 0;
  s->header = (size_t)(end - line) + 1;
  /* The check digits were cut off: a LF is in the place of their blank. */
  if ((size_t)r > s->header && end[1] == '~') return 0;
  return segment_scan_header(s, line, s->header - 1);
}

/* Of a rotated segment the name says where it is. */
static void place(struct segment *s)
{
  char host[HOST_LEN + 1];
  uint64_t number = s->number;
  segment_scan_name(strrchr(s->path, '/') + 1, host, &number);
  s->put_back = number != s->number;
  s->brought_forward = number < s->number;
  s->number = number;
}

/* 1; 0 there is no such file; -1 (errno; EPROTO: it is not a regular one). */
static int open_file(struct segment *s, int home, char const *path, int flags)
{
  struct text t = TEXT(s->path);
  struct stat st;
  int e = EPROTO;
  text_adds(&t, path);
  text_addc(&t, 0);
  s->fd = openat(home, path, flags | O_CLOEXEC | O_NONBLOCK);
  if (s->fd == -1) return errno == ENOENT ? 0 : -1;
  if (fstat(s->fd, &st) == -1) e = errno;
  else if (S_ISREG(st.st_mode)) return 1;
  close(s->fd);
  s->fd = -1;
  errno = e;
  return -1;
}

static int open_with(struct segment *s, int home, char const *path,
  int flags)
{
  int r = open_file(s, home, path, flags), e;
  if (r < 1) return r;
  r = header(s);
  if (r == 1)
  {
    place(s);
    return 1;
  }
  e = r ? errno : EPROTO;
  close(s->fd);
  s->fd = -1;
  errno = e;
  return -1;
}

int segment_open(struct segment *s, int home, char const *path)
{
  return open_with(s, home, path, O_RDWR | O_APPEND);
}

int segment_read(struct segment *s, int home, char const *path)
{
  return open_with(s, home, path, O_RDONLY);
}

int segment_read_bare(struct segment *s, int home, char const *path,
  uint64_t number)
{
  char first;
  int r = open_file(s, home, path, O_RDONLY);
  if (r < 1) return r;
  s->header = 0;
  header(s);
  if (pread(s->fd, &first, 1, 0) == 1 && first == '@') s->header = 0;
  s->number = number;
  s->put_back = s->brought_forward = 0;
  return 1;
}

int segment_check(int fd, uint64_t offset, uint32_t *check)
{
  char end[LINE_LEN];
  size_t n = offset < sizeof end ? (size_t)offset : sizeof end;
  size_t from = n ? n - 1 : 0;
  ssize_t r = pread(fd, end, n, (off_t)(offset - n));
  if (r == -1) return -1;
  if ((size_t)r != n) return 0;
  while (from && end[from - 1] != '\n') from--;
  *check = sum_add(0, end + from, n - from);
  return 1;
}
