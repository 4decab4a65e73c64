/* Tunnels: how they begin and end. */

#include <stdlib.h>

#include "greet.h"
#include "tunnel.h"

#define LINGER 5    /* seconds */

void tunnels_begin(struct tunnels *all, struct certificates *c,
  unsigned int timeout)
{
  all->certificates = c;
  timer_list_begin(&all->patience, timeout);
  timer_list_begin(&all->linger, LINGER);
}

static void turn(struct tunnel *t)
{
  t->turn(t);
  t->peer_events = t->client_events = 0;
}

static void peer_ready(void *data, unsigned int events)
{
  struct tunnel *t = data;
  t->peer_events = events;
  turn(t);
}

static void client_ready(void *data, unsigned int events)
{
  struct tunnel *t = data;
  t->client_events = events;
  turn(t);
}

void tunnel_begin(struct tunnels *all, int peer)
{
  struct watch const none = WATCH_NONE;
  struct tunnel *t = calloc(1, sizeof *t);
  if (!t)
  {
    struct watch w = { peer, 0, 0, 0, 0 };
    watch_close(&w);
    return;
  }
  t->all = all;
  t->peer = t->client = none;
  t->peer.fd = peer;
  t->peer.data = t->client.data = t->timer.data = t;
  t->peer.ready = &peer_ready;
  t->client.ready = &client_ready;
  t->starting = 1;
  all->open++;
  all->starting++;
  greet(t);
}

void tunnel_want(struct tunnel *t, unsigned int peer, unsigned int client)
{
  if ((t->peer.fd != -1 && !watch_want(&t->peer, peer))
    || (t->client.fd != -1 && !watch_want(&t->client, client)))
    tunnel_over(t);
}

void tunnel_stage(struct tunnel *t, void (*turn)(struct tunnel *t),
  void (*late)(struct tunnel *t))
{
  t->turn = turn;
  t->late = late;
  if (late) timer_set(&t->all->patience, &t->timer);
  else timer_clear(&t->timer);
}

void tunnel_started(struct tunnel *t)
{
  t->all->starting -= t->starting;
  t->starting = 0;
  context_release(t->context);
  t->context = 0;
}

/* An event of the same batch may still be on its way to it. */
static void nothing(struct tunnel *t)
{
  (void)t;
}

void tunnel_over(struct tunnel *t)
{
  if (t->turn == &nothing) return;
  tunnel_started(t);
  watch_close(&t->peer);
  watch_close(&t->client);
  timer_clear(&t->timer);
  SSL_free(t->ssl);
  free(t->in.pending);
  free(t->out.pending);
  t->turn = &nothing;
  t->all->open--;
  t->next = t->all->dead;
  t->all->dead = t;
}

void tunnels_late(struct tunnels *all)
{
  struct timer *timer;
  while ((timer = timer_over(&all->patience))
    || (timer = timer_over(&all->linger)))
  {
    struct tunnel *t = timer->data;
    t->late(t);
  }
}

void tunnels_bury(struct tunnels *all)
{
  while (all->dead)
  {
    struct tunnel *t = all->dead;
    all->dead = t->next;
    free(t);
  }
}

void tunnels_sooner(struct tunnels const *all, tain *deadline)
{
  timer_sooner(&all->patience, deadline);
  timer_sooner(&all->linger, deadline);
}
