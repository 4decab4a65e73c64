/* How far the journal is folded: a place in a segment, and what stands before
   it. */

#ifndef JOURNAL_CURSOR_H
#define JOURNAL_CURSOR_H

#include <stdint.h>

#include "segment.h"

struct cursor
{
  char host[HOST_LEN + 1];
  uint64_t number;
  char random[SEGMENT_RANDOM];
  uint64_t offset;              /* behind the LF of the last folded line */
  uint32_t check;               /* segment_check() there */
};

/* Where in this file does the cursor stand? At its offset, if its line ends
   there; or behind its line near by, when bytes were inserted into or deleted
   from the header (of several such places the last: no line counts twice); or
   at its offset if its line was overwritten with zeros, which moves nothing. 1,
   and *offset; 0 it is not in this file; -1 it cannot be read (errno). */
int cursor_find(struct cursor const *c, int fd, uint64_t *offset);

/* Likewise in the segment that has the cursor's RANDOM. */
int cursor_holds(struct cursor const *c, struct segment const *s,
  uint64_t *offset);

#endif
