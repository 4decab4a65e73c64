/* From frame to frame through a common segment. */

#ifndef JOURNAL_FRAMES_H
#define JOURNAL_FRAMES_H

#include <stdint.h>

#include "frame.h"

struct frames
{
  int fd;
  uint64_t size;          /* of the file */
  uint64_t offset;        /* behind the last frame, and the entry's bytes */
  struct frame frame;     /* the last one; */
  uint64_t start;         /* where it begins, */
  uint64_t bytes;         /* and where its bytes do */
};

enum frames_answer
{
  FRAMES_BROKEN = -1,     /* errno; EPROTO: here is no frame */
  FRAMES_END,
  FRAMES_PLACE,           /* how far a host's journal is */
  FRAMES_BEFORE,          /* the last entry before this segment */
  FRAMES_ENTRY,           /* an entry, all of it */
  FRAMES_TORN             /* an entry of which the end is not there; or, with
                             the length 0, the beginning of a frame */
};

/* Begin behind a segment's header. 1; 0 (errno). */
int frames_begin(struct frames *w, struct segment const *s);

enum frames_answer frames_next(struct frames *w);

#endif
