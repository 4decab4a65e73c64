/* From frame to frame. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "frames.h"

int frames_begin(struct frames *w, struct segment const *s)
{
  struct stat st;
  memset(w, 0, sizeof *w);
  w->fd = s->fd;
  w->offset = s->header;
  if (fstat(s->fd, &st) == -1) return 0;
  w->size = (uint64_t)st.st_size;
  return 1;
}

static enum frames_answer broken(void)
{
  errno = EPROTO;
  return FRAMES_BROKEN;
}

enum frames_answer frames_next(struct frames *w)
{
  char line[FRAME_LEN];
  ssize_t r;
  char *end;
  if (w->offset >= w->size) return FRAMES_END;
  r = pread(w->fd, line, sizeof line, (off_t)w->offset);
  if (r == -1) return FRAMES_BROKEN;
  end = memchr(line, '\n', (size_t)r);
  w->start = w->offset;
  w->frame.length = 0;
  if (!end) return *line == '#' && r < FRAME_LEN ? FRAMES_TORN : broken();
  w->bytes = w->offset + (uint64_t)(end - line) + 1;
  switch (frame_scan(&w->frame, line, (size_t)(end - line)))
  {
    case FRAME_NONE: return broken();
    case FRAME_PLACE: w->offset = w->bytes; return FRAMES_PLACE;
    case FRAME_BEGIN: break;
  }
  w->offset = w->bytes + w->frame.length;
  if (!w->frame.length) return FRAMES_BEFORE;
  return w->offset > w->size ? FRAMES_TORN : FRAMES_ENTRY;
}
