/* The common log, from the engine into common/. */

#include <unistd.h>

#include "back.h"
#include "guard.h"
#include "hear.h"
#include "own.h"
#include "places.h"
#include "../database/snapshot.h"

static int failed(struct hear *h)
{
  h->error = h->engine->error;
  return -1;
}

static int open_log(struct hear *h)
{
  int r = common_open(&h->common, h->home, &h->error);
  return r ? r : error_say(&h->error, "common/current", "there is none; `qkarma"
    " share begin` makes it on the first host, share-seed on others");
}

/* Can the engine be what our log came from? 1; -1. */
static int plausible(struct hear *h)
{
  struct entry_id first, last;
  int r = engine_ends(h->engine, &first, &last);
  if (r == -1) return failed(h);
  if (!h->common.any) return 1;
  if (!r) return error_say(&h->error, "the engine", "it is empty; `qkarma share"
    " refill` fills it from the common log of a host");
  if (frame_compare(&h->common.last.id, &first) >= 0) return 1;
  return error_say(&h->error, "the engine", "it has given up entries that we"
    " have not heard: there is a gap; share-seed fills it from another host");
}

/* Our log ends with what the engine does not have. */
static int back(struct hear *h)
{
  if (plausible(h) == -1) return -1;
  return back_to_engine(&h->common, h->engine) == 1 ? open_log(h) : -1;
}

/* Does the engine know how far our journal is? Else who tells must take that
   from our log, without what is ours alone. 1, 0, -1. */
static int knows_us(struct hear *h)
{
  struct journal_place p;
  int r;
  if (host_read(p.host, h->home) != 1)
    return error_system(&h->error, "take this host's name from",
      "control/host");
  r = engine_at(h->engine, &p);
  return r == -1 ? failed(h) : r;
}

/* What is ours alone may stay until there is something new. 1; -1. */
static int stay_alone(struct hear *h)
{
  int r = h->common.missing ? 0 : knows_us(h);
  return r ? r : back(h);
}

/* Whatever is wrong later, there is a base to go back to. */
static int prepare(struct hear *h)
{
  int lock, r;
  if (plausible(h) == -1) return -1;
  if (h->common.alone) return stay_alone(h);
  lock = guard_take(h->home, &h->error);
  if (lock == -1) return -1;
  r = back_forget_alone(h->home, &h->error);
  if (r == 1) r = snapshot_first(h->home, &h->error);
  close(lock);
  return r;
}

int hear_begin(struct hear *h, int home, struct engine *e)
{
  int r;
  h->home = home;
  h->engine = e;
  h->common.segment.fd = h->common.lock = -1;
  r = open_log(h);
  if (r == 1) r = prepare(h);
  if (r == -1) hear_end(h);
  return r;
}

int hear_step(struct hear *h)
{
  struct common *c = &h->common;
  struct entry x;
  int some = 0;
  int r = engine_read(h->engine, c->any ? &c->last : 0, &x);
  if (r == -1) return failed(h);
  if (!r) return back(h);
  if (c->any && common_complete(c, &x) == -1) return -1;
  while ((r = engine_next(h->engine, &x)) == 1)
  {
    if (c->alone) return back(h);
    if (common_append(c, &x) == -1) return -1;
    some = 1;
  }
  return r == -1 ? failed(h) : some;
}

uint64_t hear_waiting(struct hear const *h)
{
  struct journal_place const *own;
  char host[HOST_LEN + 1];
  if (host_read(host, h->home) != 1) return 0;
  own = places_find(&h->common.places, host);
  return own ? own_waiting(h->home, own) : 0;
}

void hear_end(struct hear *h)
{
  common_close(&h->common);
}
