/* Conversations, by their slots. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "desk.h"
#include "settings.h"

struct slot
{
  struct client_count *count;
  enum client_class class;
  uint32_t next;              /* the next free one */
};

#define NO_SLOT UINT32_MAX

static struct
{
  struct watch watch;         /* the other process */
  struct slot *slot;
  uint32_t free;              /* the first free one */
  uint32_t busy;
  uint32_t with[3];           /* by class */
  uint64_t given;
  int full;                   /* no order can be sent now */
  int lost;
} desk;

static void release(uint32_t i)
{
  struct slot *s = &desk.slot[i];
  if (s->count) clients_leave(s->count);
  desk.with[s->class]--;
  desk.busy--;
  s->next = desk.free;
  desk.free = i;
}

static void hear(void *data, unsigned int events)
{
  uint32_t i;
  (void)data;
  if (events & WATCH_WRITE)
  {
    desk.full = 0;
    watch_want(&desk.watch, WATCH_READ);
  }
  for (;;)
  {
    ssize_t r = recv(desk.watch.fd, &i, sizeof i, 0);
    if (r == (ssize_t)sizeof i) release(i);
    else if (r == -1 && errno == EINTR) continue;
    else if (r == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    else break;
  }
  desk.lost = 1;
}

int desk_begin(int forker, uint32_t conversations)
{
  static struct watch const none = WATCH_NONE;
  uint32_t i = conversations;
  desk.watch = none;
  desk.watch.fd = forker;
  desk.watch.ready = hear;
  desk.slot = calloc(conversations, sizeof *desk.slot);
  if (!desk.slot) return 0;
  desk.free = NO_SLOT;
  while (i--)
  {
    desk.slot[i].next = desk.free;
    desk.free = i;
  }
  return watch_want(&desk.watch, WATCH_READ);
}

int desk_free(void)
{
  return desk.free != NO_SLOT && !desk.full;
}

/* When the other process is behind, it is waited for. */
static int send_order(struct order const *o, int fd)
{
  if (order_send(desk.watch.fd, o, fd)) return 1;
  if (errno == EPIPE || errno == ECONNRESET) desk.lost = 1;
  desk.full = 1;
  watch_want(&desk.watch, WATCH_READ | WATCH_WRITE);
  return 0;
}

int desk_give(struct guest *g)
{
  uint32_t i = desk.free;
  struct slot *s = &desk.slot[i];
  g->order.slot = i;
  g->order.connections = clients_number(g->count);
  settings_now();
  g->order.edition = settings_edition();
  if (!send_order(&g->order, g->watch.fd)) return 0;
  desk.free = s->next;
  desk.busy++;
  desk.given++;
  desk.with[g->class]++;
  s->class = g->class;
  s->count = g->count;
  g->count = 0;
  guest_end(g);
  return 1;
}

uint32_t desk_busy(void)
{
  return desk.busy;
}

uint32_t desk_busy_with(enum client_class class)
{
  return desk.with[class];
}

uint64_t desk_given(void)
{
  return desk.given;
}

int desk_lost(void)
{
  return desk.lost;
}
