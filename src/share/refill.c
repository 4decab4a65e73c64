/* An empty engine gets the newest part of our log again. */

#include <errno.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include "common.h"
#include "places.h"
#include "refill.h"
#include "../journal/frames.h"
#include "../journal/log.h"

struct refill
{
  int home;
  struct engine *engine;
  struct error *error;
  genalloc places;            /* struct journal_place: as far as we have come */
  uint64_t entries;
};

static int set_place(struct refill *b, struct journal_place const *p)
{
  return places_set(&b->places, p) ? 1
    : error_system(b->error, "remember", "a host's place");
}

/* 1; 0 it ends here, with what is provisional; or was cut meanwhile; -1. */
static int entry(struct refill *b, struct frames const *w)
{
  static char bytes[FRAME_ENTRY];
  struct frame const *f = &w->frame;
  struct journal_place to = f->from;
  struct entry x = { f->id, f->from, bytes, (size_t)f->length };
  ssize_t r;
  if (f->id.alone) return 0;
  r = pread(w->fd, bytes, x.n, (off_t)w->bytes);
  if (r == -1) return error_system(b->error, "read", LOG_COMMON);
  if ((size_t)r < x.n) return 0;
  to.offset += x.n;
  if (set_place(b, &to) == -1) return -1;
  /* The places of all with the first; later, of who told. */
  if (engine_restore(b->engine, &x, b->entries ? &to
    : genalloc_s(struct journal_place, &b->places), b->entries ? 1
    : genalloc_len(struct journal_place, &b->places)) == -1)
    return *b->error = b->engine->error, -1;
  b->entries++;
  return 1;
}

/* 1; 0 it ends here; -1. */
static int segment(struct refill *b, char const *path)
{
  struct segment s;
  struct frames w;
  int r = segment_read(&s, b->home, path), kind;
  if (r < 1) return r ? error_system(b->error, "open", path) : 1;
  if (!frames_begin(&w, &s)) r = error_system(b->error, "read", path);
  while (r == 1 && (kind = frames_next(&w)) != FRAMES_END)
    switch (kind)
    {
      case FRAMES_BROKEN: r = error_system(b->error, "read", path); break;
      case FRAMES_PLACE: r = set_place(b, &w.frame.from); break;
      case FRAMES_ENTRY: r = entry(b, &w); break;
      case FRAMES_TORN: r = 0; break;
      default: break;
    }
  close(s.fd);
  return r;
}

static int is_empty(struct refill *b)
{
  struct entry_id first, last;
  int r = engine_ends(b->engine, &first, &last);
  if (r == -1) *b->error = b->engine->error;
  if (r == 1) error_say(b->error, "the engine", "it is not empty");
  return r ? -1 : 1;
}

int refill(int home, struct engine *e, unsigned int segments, uint64_t *n,
  struct error *error)
{
  struct refill b = { .home = home, .engine = e, .error = error };
  static struct common c;
  char path[SEGMENT_PATH];
  uint64_t number;
  int r = is_empty(&b);
  if (r == 1) r = common_look(&c, home, error);
  if (!r) return errno = ENOENT, error_system(error, "open",
    LOG_COMMON_CURRENT);
  if (r == -1) return -1;
  common_close(&c);
  number = c.segment.number > segments ? c.segment.number - segments : 0;
  while (r == 1 && ++number < c.segment.number)
  {
    log_segment(path, LOG_COMMON, c.name, number);
    r = segment(&b, path);
  }
  if (r == 1) r = segment(&b, LOG_COMMON_CURRENT);
  genalloc_free(struct journal_place, &b.places);
  *n = b.entries;
  return r == -1 ? -1 : 1;
}
