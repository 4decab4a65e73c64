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

/* The next frame, of whatever word. */
static enum frames_answer next(struct frames *w, enum frame_kind *kind)
{
  char line[FRAME_LEN];
  ssize_t r;
  char *end;
  if (w->offset >= w->size) return FRAMES_END;
  r = pread(w->fd, line, sizeof line, (off_t)w->offset);
  if (r == -1) return FRAMES_BROKEN;
  if (!r) return FRAMES_END;    /* it was cut meanwhile */
  end = memchr(line, '\n', (size_t)r);
  w->start = w->offset;
  w->frame.length = 0;
  if (!end) return *line == '#' && r < FRAME_LEN ? FRAMES_TORN : broken();
  w->bytes = w->offset + (uint64_t)(end - line) + 1;
  *kind = frame_scan(&w->frame, line, (size_t)(end - line));
  if (*kind == FRAME_NONE) return broken();
  w->offset = w->bytes;
  if (*kind != FRAME_BEGIN) return FRAMES_PLACE;
  w->offset += w->frame.length;
  if (!w->frame.length) return FRAMES_BEFORE;
  return w->offset > w->size ? FRAMES_TORN : FRAMES_ENTRY;
}

enum frames_answer frames_next(struct frames *w)
{
  enum frames_answer r;
  enum frame_kind kind;
  do kind = FRAME_NONE, r = next(w, &kind);
  while (kind == FRAME_OTHER);
  return r;
}

int frames_find(struct frames *w, struct segment const *s, uint64_t offset)
{
  int r = frames_begin(w, s) ? FRAMES_ENTRY : FRAMES_BROKEN;
  while (r > 0 && r != FRAMES_TORN && w->offset <= offset)
    r = frames_next(w);
  if (r < 1) return r;
  return (r == FRAMES_ENTRY || r == FRAMES_TORN) && w->frame.length
    && w->bytes <= offset;
}
