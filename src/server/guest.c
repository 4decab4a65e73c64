/* Guests: an array of them, of which only what was ever in use is in memory. */

#include <stdlib.h>
#include <string.h>

#include "guest.h"

static struct
{
  struct guest *all;
  uint32_t most;
  uint32_t used;                /* of the array, ever */
  uint32_t n;
  struct guest *free;
  struct guest *ended;          /* and not yet free */
} guests;

int guests_begin(uint32_t most)
{
  guests.most = most;
  guests.all = calloc(most, sizeof *guests.all);
  return guests.all != 0;
}

struct guest *guest_new(void)
{
  static struct watch const none = WATCH_NONE;
  struct guest *g = guests.free;
  if (g) guests.free = g->next;
  else if (guests.used < guests.most) g = &guests.all[guests.used++];
  else return 0;
  memset(g, 0, sizeof *g);
  g->watch = none;
  g->watch.data = g;
  guests.n++;
  return g;
}

void guest_move(struct guest *g, struct guest_list *to)
{
  struct guest_list *from = g->list;
  if (from)
  {
    *(g->before ? &g->before->next : &from->first) = g->next;
    *(g->next ? &g->next->before : &from->last) = g->before;
    from->n--;
  }
  g->list = to;
  g->next = g->before = 0;
  if (!to) return;
  g->before = to->last;
  *(to->last ? &to->last->next : &to->first) = g;
  to->last = g;
  to->n++;
}

void guest_end(struct guest *g)
{
  guest_move(g, 0);
  watch_close(&g->watch);
  if (g->count) clients_leave(g->count);
  g->count = 0;
  g->next = guests.ended;
  guests.ended = g;
  guests.n--;
}

void guests_bury(void)
{
  while (guests.ended)
  {
    struct guest *g = guests.ended;
    guests.ended = g->next;
    g->next = guests.free;
    guests.free = g;
  }
}

uint32_t guests_number(void)
{
  return guests.n;
}
