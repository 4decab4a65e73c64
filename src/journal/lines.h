/* Lines out of a file that others append to. */

#ifndef JOURNAL_LINES_H
#define JOURNAL_LINES_H

#include <stddef.h>
#include <stdint.h>

struct lines
{
  int fd;
  uint64_t start;         /* where the last line given out begins, */
  uint64_t offset;        /* and what is behind it */
  size_t at;
  size_t have;
  uint64_t cut;           /* bytes left out of an overlong line */
  char buffer[65536];
};

/* Begin at an offset. */
void lines_begin(struct lines *l, int fd, uint64_t offset);

/* The next whole line without its LF, valid until the next call. A line that
   is too long is cut to more than LINE_LEN bytes, so that nobody takes it. 1;
   0 there is none now, though part of one may be; -1 (errno). */
int lines_next(struct lines *l, char const **s, size_t *n);

/* Give out what is left behind the last LF, as a line. 1; 0 nothing is. */
int lines_rest(struct lines *l, char const **s, size_t *n);

#endif
