/* The engine: an array. */

#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "mortal.h"
#include "seed.h"

struct kept
{
  struct entry x;
  struct seat before;         /* of its host */
};

static struct kept kept[MOST];
static size_t first, last;    /* from, and behind */
static uint64_t ms;
static struct seat seats[HOSTS];

void array_begin(uint64_t now)
{
  while (last > first) array_lose_one();
  memset(seats, 0, sizeof seats);
  first = last = 0;
  ms = now;
}

size_t array_len(void)
{
  return last - first;
}

struct entry const *array_entry(size_t i)
{
  return &kept[first + i].x;
}

/* Its place in the array, or `last`. */
static size_t find(struct frame const *f)
{
  size_t i = first;
  while (i < last && !engine_same(&kept[i].x, f)) i++;
  return i;
}

int array_has(struct frame const *f)
{
  return find(f) < last;
}

static struct seat *seat_of(char const *host)
{
  return seats + (host[1] - '0');
}

void array_lose_one(void)
{
  struct kept *k = kept + --last;
  *seat_of(k->x.from.host) = k->before;
  free((char *)k->x.s);
}

void array_lose_all(void)
{
  array_begin(ms + 1);
}

void array_give_up(void)
{
  free((char *)kept[first++].x.s);
}

void array_tick(void)
{
  ms++;
}

/* What src/share asks of it. */

int engine_at(struct engine *e, struct journal_place *p)
{
  struct wire *w = e->is;
  w->seat = *seat_of(p->host);
  if (w->seat.known) *p = w->seat.at;
  return w->seat.known;
}

static void keep(struct entry const *x, struct seat *seat)
{
  struct kept *k = kept + last++;
  if (last == MOST) wrong("too many entries", "");
  k->x = *x;
  k->x.s = malloc(x->n);
  memcpy((char *)k->x.s, x->s, x->n);
  k->before = *seat;
  seat->known = 1;
  seat->at = x->from;
  seat->at.offset += x->n;
}

static int same_seat(struct seat const *a, struct seat const *b)
{
  if (!a->known || !b->known) return a->known == b->known;
  return place_same_segment(&a->at, &b->at) && a->at.offset == b->at.offset;
}

int engine_append(struct engine *e, struct entry const *x)
{
  struct wire *w = e->is;
  struct seat *seat = seat_of(x->from.host);
  struct entry copy = *x;
  if (!same_seat(seat, &w->seat)) return 0;
  ms += dice(3) ? dice(100) : 0;
  copy.id.alone = 0;
  copy.id.ms = ms;
  copy.id.n = last > first && kept[last - 1].x.id.ms == ms
    ? kept[last - 1].x.id.n + 1 : 0;
  keep(&copy, seat);
  w->seat = *seat;
  if (mortal_dies()) mortal_die();  /* it is taken, and nobody has heard so */
  return 1;
}

int engine_restore(struct engine *e, struct entry const *x,
  struct journal_place const *places, size_t n)
{
  size_t i = 0;
  (void)e;
  keep(x, seat_of(x->from.host));
  for (; i < n; i++)
  {
    seat_of(places[i].host)->known = 1;
    seat_of(places[i].host)->at = places[i];
  }
  if (mortal_dies()) mortal_die();
  return 1;
}

int engine_read(struct engine *e, struct frame const *f, struct entry *x)
{
  struct wire *w = e->is;
  size_t i = f ? find(f) : first;
  if (f && i == last) return 0;
  if (f) *x = kept[i].x;
  w->next = f ? i + 1 : i;
  w->end = w->next + dice(4);
  if (w->end > last) w->end = last;
  return 1;
}

int engine_next(struct engine *e, struct entry *x)
{
  struct wire *w = e->is;
  if (w->next >= w->end) return 0;
  *x = kept[w->next++].x;
  return 1;
}

int engine_has(struct engine *e, struct frame const *f)
{
  (void)e;
  return array_has(f);
}

int engine_ends(struct engine *e, struct entry_id *from, struct entry_id *to)
{
  (void)e;
  if (first == last) return 0;
  *from = kept[first].x.id;
  *to = kept[last - 1].x.id;
  return 1;
}

int engine_wait(struct engine *e, struct frame const *f)
{
  (void)e;
  (void)f;
  return 1;
}
