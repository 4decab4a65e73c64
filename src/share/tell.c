/* This host's journal into the common log. */

#include "common.h"
#include "places.h"
#include "tell.h"

static int failed(struct tell *t)
{
  t->error = t->engine->error;
  return -1;
}

/* The engine does not know us. Does it have what we have? Then what stands
   there of us, or nothing does. 1; -1. */
static int agrees(struct tell *t, struct common const *c)
{
  struct entry_id first, last;
  int r = engine_ends(t->engine, &first, &last);
  if (r == -1) return failed(t);
  if (!c->any) return 1;
  if (!r) return error_say(&t->error, "the engine", "it is empty; `qkarma"
    " share refill` fills it from the common log of a host");
  r = engine_has(t->engine, &c->last);
  if (r == -1) return failed(t);
  return r ? 1 : error_say(&t->error, "the engine", "it has lost what is in"
    " our common log; qkarma-hear must go back first");
}

/* Where a host begins that the engine does not know. 1; -1. */
static int first_place(struct tell *t, struct journal_place *p, int all)
{
  static struct common c;
  struct journal_place const *known;
  int r;
  c.segment.fd = c.lock = -1;
  r = common_look(&c, t->home, &t->error);
  if (!r) return error_say(&t->error, "common/current", "there is none; `qkarma"
    " share begin` makes it on the first host, share-seed on others");
  if (r == -1) return -1;
  r = agrees(t, &c);
  if (r == 1 && c.alone) r = error_say(&t->error, "common/current", "it ends"
    " with what is ours alone; qkarma-hear must go back first");
  known = places_find(&c.places, p->host);
  if (r == 1 && known) *p = *known;
  else if (r == 1) r = all ? own_start(p, t->home, &t->error)
    : own_end(p, t->home, &t->error);
  common_close(&c);
  return r;
}

int tell_begin(struct tell *t, int home, struct engine *e, int all)
{
  t->home = home;
  t->engine = e;
  t->own.segment.fd = -1;
  if (host_read(t->at.host, home) != 1)
    return error_system(&t->error, "take this host's name from",
      "control/host");
  t->known = engine_at(e, &t->at);
  if (t->known == -1) return failed(t);
  if (!t->known && first_place(t, &t->at, all) == -1) return -1;
  return own_begin(&t->own, home, &t->at, &t->error);
}

static int moved(struct tell *t)
{
  return error_say(&t->error, "the engine", "our place in it was moved by"
    " somebody else: two machines tell as this host, or it has lost its newest"
    " entries");
}

int tell_step(struct tell *t)
{
  struct entry x;
  int r = own_piece(&t->own, &x, 1);
  if (r < 1) return r;
  r = engine_append(t->engine, &x);
  if (r == -1) return failed(t);
  t->at = t->own.at;
  t->known = 1;
  return r ? 1 : moved(t);
}

int tell_more(struct tell const *t)
{
  return own_more(&t->own);
}

int tell_check(struct tell *t)
{
  struct journal_place at = t->at;
  int r = engine_at(t->engine, &at);
  if (r == -1) return failed(t);
  if (r != t->known) return moved(t);
  return !r || (place_same_segment(&at, &t->at) && at.offset == t->at.offset)
    ? 1 : moved(t);
}

void tell_end(struct tell *t)
{
  own_close(&t->own);
}
