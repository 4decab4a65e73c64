/* A journal of any bytes, as the fold reads it: each line once, whole, in its
   order; a header that is good is written as it was read. */

#include <string.h>
#include <fcntl.h>
#include <unistd.h>

#include "fuzz.h"
#include "../../src/journal/cursor.h"
#include "../../src/journal/lines.h"
#include "../../src/karma/line.h"

#define MAX 100000

static void read_lines(struct segment const *s, char const *all, size_t n)
{
  static struct lines l;
  char const *line, *lf;
  size_t len, at = s->header;
  int r;
  lines_begin(&l, s->fd, s->header);
  while ((r = lines_next(&l, &line, &len)) == 1)
  {
    lf = at < n ? memchr(all + at, '\n', n - at) : 0;
    MUST(lf && l.start == at);
    if (l.cut) MUST(len > LINE_LEN && len + l.cut == (size_t)(lf - all) - at);
    else MUST(same(line, len, all + at, (size_t)(lf - all) - at));
    at = (size_t)(lf - all) + 1;
    MUST(l.offset == at);
  }
  MUST(!r && !(at < n && memchr(all + at, '\n', n - at)));
  MUST(lines_rest(&l, &line, &len) == (at < n));
}

/* A cursor behind each third line finds itself. */
static void cursors(struct segment const *s, char const *all, size_t n)
{
  struct cursor c;
  uint64_t offset;
  size_t at = s->header;
  char const *lf;
  memset(&c, 0, sizeof c);
  memcpy(c.host, s->host, sizeof c.host);
  memcpy(c.random, s->random, sizeof c.random);
  for (; at < n && (lf = memchr(all + at, '\n', n - at)); at += n / 3)
  {
    c.offset = (uint64_t)(lf - all) + 1;
    MUST(segment_check(s->fd, c.offset, &c.check) == 1);
    MUST(cursor_find(&c, s->fd, &offset) == 1 && offset == c.offset);
  }
}

void fuzz(char const *s, size_t n)
{
  static char all[MAX + SEGMENT_HEADER];
  struct text t = TEXT(all);
  struct segment g = { 0 }, again = { 0 };
  size_t header;
  if (n > MAX) return;
  if (n && *s & 1)
  {
    strcpy(g.host, "host");
    g.number = 7;
    g.made.seconds = 1700000000;
    memcpy(g.random, "0123456789abcdef", sizeof g.random);
    segment_header(&t, &g);
  }
  header = t.len;
  text_add(&t, s, n);
  close(fuzz_file(SEGMENT_CURRENT, t.s, t.len));
  if (segment_read(&again, AT_FDCWD, SEGMENT_CURRENT) != 1)
  {
    MUST(!header);
    return;
  }
  MUST(!header || (again.header == header && again.number == 7
    && !strcmp(again.host, "host")));
  read_lines(&again, t.s, t.len);
  if (t.len > 3) cursors(&again, t.s, t.len);
  close(again.fd);
}
