/* Lines out of a file that others append to. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lines.h"
#include "../karma/line.h"

void lines_begin(struct lines *l, int fd, uint64_t offset)
{
  l->fd = fd;
  l->start = l->offset = offset;
  l->at = l->have = 0;
  l->cut = 0;
}

/* Read on. How many bytes came, 0 at the end of the file, -1. */
static ssize_t more(struct lines *l)
{
  ssize_t r;
  if (l->at)
  {
    memmove(l->buffer, l->buffer + l->at, l->have - l->at);
    l->have -= l->at;
    l->at = 0;
  }
  if (l->have == sizeof l->buffer)
  {
    l->cut += l->have - LINE_LEN - 1;
    l->have = LINE_LEN + 1;
  }
  do r = pread(l->fd, l->buffer + l->have, sizeof l->buffer - l->have,
    (off_t)(l->offset + l->cut + l->have));
  while (r == -1 && errno == EINTR);
  if (r > 0) l->have += (size_t)r;
  return r;
}

/* Give out n bytes as a line; `end` more are its LF. */
static void give(struct lines *l, char const **s, size_t *n, size_t end)
{
  *s = l->buffer + l->at;
  l->start = l->offset;
  l->offset += *n + l->cut + end;
  l->at += *n + end;
  l->cut = 0;
}

int lines_next(struct lines *l, char const **s, size_t *n)
{
  for (;;)
  {
    char *lf = memchr(l->buffer + l->at, '\n', l->have - l->at);
    ssize_t r;
    *n = lf ? (size_t)(lf - l->buffer) - l->at : l->have - l->at;
    if (lf)
    {
      give(l, s, n, 1);
      return 1;
    }
    r = more(l);
    if (r < 1) return (int)r;
  }
}

int lines_rest(struct lines *l, char const **s, size_t *n)
{
  *n = l->have - l->at;
  if (!*n && !l->cut) return 0;
  give(l, s, n, 0);
  return 1;
}
