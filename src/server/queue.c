/* Who is where. All clients of one list wait equally long, so a list is in the
   order of its deadlines, whatever their number. */

#include <errno.h>

#include <skalibs/strerr.h>

#include "desk.h"
#include "doorstep.h"
#include "queue.h"
#include "settings.h"
#include "status.h"

#define READY_SECONDS 30    /* that a client stands ready, at most */
#define QUEUE_SPARE 2048    /* guests that have ended, but whose memory has to
                               stay until the end of a turn */
#define STRESS 5            /* the part of its wait that an unknown one waits */

static char const reply_busy[] =
  "421 4.3.2 Too many connections now, try again later.\r\n";

static struct
{
  uint32_t guests;
  uint32_t conversations;
  int stress;
  unsigned int wait;            /* milliseconds */
  struct guest_list unknown;    /* those of whom nothing is known, */
  struct guest_list known;      /* and others; they are silent */
  struct guest_list good;       /* ready: known to be good, */
  struct guest_list others;     /* and others */
} queue;

int queue_begin(uint32_t guests, uint32_t conversations)
{
  queue.guests = guests;
  queue.conversations = conversations;
  return guests_begin(guests + QUEUE_SPARE);
}

uint32_t queue_waiting(void)
{
  return queue.unknown.n + queue.known.n;
}

uint32_t queue_standing(void)
{
  return queue.good.n + queue.others.n;
}

/* It begins with more than a half, and ends with less than a quarter: so it is
   said once. */
int queue_stress(void)
{
  uint32_t waiting = queue_waiting(), busy = desk_busy();
  int much = busy > queue.conversations / 2 || waiting > queue.guests / 2;
  int little = busy <= queue.conversations / 4 && waiting <= queue.guests / 4;
  if (!queue.stress && much)
  {
    queue.stress = 1;
    status_stress(1);
  }
  else if (queue.stress && little)
  {
    queue.stress = 0;
    status_stress(0);
  }
  return queue.stress;
}

static void add_milliseconds(tain *t, tain const *since, unsigned int ms)
{
  tain wait;
  tain_from_millisecs(&wait, (int)ms);
  tain_add(t, since, &wait);
}

static unsigned int elapsed(struct guest const *g)
{
  tain t;
  int ms;
  tain_sub(&t, &STAMP, &g->order.start);
  ms = tain_to_millisecs(&t);
  return ms < 0 ? 0 : (unsigned int)ms;
}

void queue_ready(struct guest *g)
{
  watch_want(&g->watch, 0);
  tain_copynow(&g->ready);
  guest_move(g, g->class == CLIENT_GOOD ? &queue.good : &queue.others);
}

/* Something came, or the end: a process looks which. */
static void spoke(void *data, unsigned int events)
{
  struct guest *g = data;
  (void)events;
  g->order.waited = elapsed(g);
  queue_ready(g);
}

int queue_wait(struct guest *g, unsigned int milliseconds)
{
  queue.wait = milliseconds;
  g->watch.ready = spoke;
  if (!watch_want(&g->watch, WATCH_READ)) return 0;
  guest_move(g, g->class == CLIENT_UNKNOWN ? &queue.unknown : &queue.known);
  return 1;
}

/* It was silent for as long as it need be: so long, or as long as it would have
   had to be. */
static void over(struct guest *g)
{
  unsigned int ms = elapsed(g);
  g->order.waited = ms > queue.wait ? ms : queue.wait;
  watch_want(&g->watch, 0);
  if (doorstep_judge(g, settings_now()))
  {
    status_refused();
    guest_end(g);
  }
  else queue_ready(g);
}

static unsigned int wait_of(struct guest_list const *l)
{
  return l == &queue.unknown && queue_stress() ? queue.wait / STRESS
    : queue.wait;
}

static void late(struct guest_list *l)
{
  unsigned int wait = wait_of(l);
  while (l->first)
  {
    tain at;
    add_milliseconds(&at, &l->first->order.start, wait);
    if (tain_future(&at)) return;
    over(l->first);
  }
}

static void turn_away(struct guest *g, char const *reply, char const *why)
{
  doorstep_turn_away(g, settings_now(), reply, why, 1);
  status_turned_away();
  guest_end(g);
}

static void too_late(struct guest_list *l)
{
  while (l->first)
  {
    tain at;
    tain_addsec(&at, &l->first->ready, READY_SECONDS);
    if (tain_future(&at)) return;
    turn_away(l->first, reply_busy, "no room for it in time");
  }
}

void queue_late(void)
{
  late(&queue.unknown);
  late(&queue.known);
  too_late(&queue.good);
  too_late(&queue.others);
}

static int serve(struct guest_list *l)
{
  while (l->first && desk_free())
    if (!desk_give(l->first)) break;
  return !desk_lost();
}

int queue_serve(void)
{
  return serve(&queue.good) && serve(&queue.others) && !desk_lost();
}

static struct guest *longest_waiting(void)
{
  struct guest *a = queue.unknown.first, *b = queue.known.first;
  if (!a || !b) return a ? a : b;
  return tain_less(&a->order.start, &b->order.start) ? a : b;
}

int queue_make_room(void)
{
  struct guest *g;
  if (guests_number() < queue.guests) return 1;
  g = longest_waiting();
  if (g && desk_free()) over(g);
  queue_serve();
  if (guests_number() < queue.guests) return 1;
  g = queue.others.first ? queue.others.first : g;
  if (!g) return 0;
  turn_away(g, reply_busy, "no room for it");
  return 1;
}

static void turn_list_away(struct guest_list *l, char const *reply,
  char const *why)
{
  while (l->first) turn_away(l->first, reply, why);
}

void queue_turn_all_away(char const *reply, char const *why)
{
  turn_list_away(&queue.unknown, reply, why);
  turn_list_away(&queue.known, reply, why);
  turn_list_away(&queue.good, reply, why);
  turn_list_away(&queue.others, reply, why);
}

static void sooner(tain *deadline, tain const *at)
{
  if (tain_less(at, deadline)) *deadline = *at;
}

void queue_sooner(tain *deadline)
{
  struct guest_list const *waiting[] = { &queue.unknown, &queue.known };
  struct guest_list const *ready[] = { &queue.good, &queue.others };
  unsigned int i = 0;
  tain at;
  for (; i < 2; i++)
  {
    if (waiting[i]->first)
    {
      add_milliseconds(&at, &waiting[i]->first->order.start,
        wait_of(waiting[i]));
      sooner(deadline, &at);
    }
    if (ready[i]->first)
    {
      tain_addsec(&at, &ready[i]->first->ready, READY_SECONDS);
      sooner(deadline, &at);
    }
  }
}
