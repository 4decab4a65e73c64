/* A place in the journal. */

#include <string.h>
#include <unistd.h>

#include "cursor.h"

/* Does the cursor's line end here? 1, 0, -1. */
static int ends(struct cursor const *c, int fd, uint64_t offset)
{
  uint32_t check;
  int r = segment_check(fd, offset, &check);
  return r == 1 ? check == c->check : r;
}

/* Look behind each LF that is no further away than a header is long. */
static int near_by(struct cursor const *c, int fd, uint64_t *offset)
{
  char bytes[2 * SEGMENT_HEADER];
  uint64_t from = c->offset < SEGMENT_HEADER ? 0 : c->offset - SEGMENT_HEADER;
  ssize_t n = pread(fd, bytes, sizeof bytes, (off_t)from);
  int r = n == -1 ? -1 : 0;
  while (!r && n--)
  {
    *offset = from + (uint64_t)n + 1;
    if (bytes[n] == '\n') r = ends(c, fd, *offset);
  }
  return r;
}

/* 1 if a zero stands before the cursor, which no line has. 0, -1. */
static int zeroed(struct cursor const *c, int fd)
{
  char byte;
  ssize_t n = c->offset ? pread(fd, &byte, 1, (off_t)(c->offset - 1)) : 0;
  return n == 1 ? !byte : (int)n;
}

int cursor_find(struct cursor const *c, int fd, uint64_t *offset)
{
  int r = ends(c, fd, c->offset);
  if (!r) r = near_by(c, fd, offset);
  else *offset = c->offset;
  if (r) return r;
  *offset = c->offset;
  return zeroed(c, fd);
}

int cursor_holds(struct cursor const *c, struct segment const *s,
  uint64_t *offset)
{
  return memcmp(s->random, c->random, sizeof s->random) ? 0
    : cursor_find(c, s->fd, offset);
}
