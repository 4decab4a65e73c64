/* The life of the process that waits. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/selfpipe.h>
#include <skalibs/strerr.h>

#include "arrival.h"
#include "desk.h"
#include "doorstep.h"
#include "queue.h"
#include "waiter.h"
#include "settings.h"
#include "status.h"
#include "../base/clock.h"
#include "../smtp/reply.h"

#define ACCEPTS 64        /* in a turn */
#define REST 200          /* milliseconds, after an accept that failed */
#define IDLE 60000        /* milliseconds that nothing happens */

static struct waiter const *waiter;
static struct watch listener[LISTENERS];
static struct watch signals = WATCH_NONE;
static int ending;        /* nobody is taken any more */
static tain rest;         /* nobody is taken until then */

/* The system has no descriptor or no memory for it. It would be ready again at
   once, so it is left alone for a moment. */
static void cannot_accept(void)
{
  static tain said;
  tain t;
  if (clock_again(&said)) strerr_warnwusys("accept");
  tain_from_millisecs(&t, REST);
  tain_add_g(&rest, &t);
}

static void take_clients(void *data, unsigned int events)
{
  struct watch *w = data;
  unsigned int i = 0;
  (void)events;
  for (; i < ACCEPTS && w->want; i++)
  {
    struct address a;
    uint16_t port;
    int fd = listener_accept(w->fd, &a, &port);
    if (fd != -1) arrive(fd, &a, port, waiter);
    else if (errno == EAGAIN || errno == EWOULDBLOCK) break;
    else if (errno != EINTR && errno != ECONNABORTED)
    {
      cannot_accept();
      break;
    }
  }
}

static void close_listeners(void)
{
  unsigned int i = 0;
  for (; i < waiter->listeners; i++) watch_close(&listener[i]);
}

/* Those that wait are told to come again. Conversations go on to their end, with
   the process that forks: a supervisor may start another one of us at once. */
static void end(void)
{
  ending = 1;
  close_listeners();
  queue_turn_all_away(reply_stopping, "told to stop by a signal");
}

static void signals_ready(void *data, unsigned int events)
{
  int c;
  (void)data;
  (void)events;
  tain_now_g();
  while ((c = selfpipe_read()) > 0)
    switch (c)
    {
      case SIGHUP: settings_forget(); break;
      case SIGALRM: status_say(); break;
      default: if (!ending) end();
    }
}

static int trap(void)
{
  static int const trapped[] = { SIGTERM, SIGINT, SIGHUP, SIGALRM };
  unsigned int i = 0;
  signals.fd = selfpipe_init();
  if (signals.fd == -1) return 0;
  for (; i < sizeof trapped / sizeof *trapped; i++)
    if (!selfpipe_trap(trapped[i])) return 0;
  signals.ready = signals_ready;
  return watch_want(&signals, WATCH_READ);
}

int waiter_begin(struct waiter const *s)
{
  static struct watch const none = WATCH_NONE;
  unsigned int i = 0;
  waiter = s;
  for (; i < waiter->listeners; i++)
  {
    listener[i] = none;
    listener[i].fd = waiter->listener[i];
    listener[i].ready = take_clients;
    listener[i].data = &listener[i];
  }
  tain_copynow(&rest);
  return poller_open() && trap() && desk_begin(waiter->forker,
    waiter->conversations) && queue_begin(waiter->most, waiter->conversations)
    && clients_begin(waiter->most + waiter->conversations);
}

static int listen_or_rest(void)
{
  unsigned int i = 0, want = tain_future(&rest) ? 0 : WATCH_READ;
  for (; i < waiter->listeners; i++)
    if (!watch_want(&listener[i], want)) return 0;
  return 1;
}

static int milliseconds(void)
{
  tain next, left;
  tain_addsec_g(&next, IDLE / 1000);
  queue_sooner(&next);
  if (tain_future(&rest) && tain_less(&rest, &next)) next = rest;
  if (!tain_future(&next)) return 0;
  tain_sub(&left, &next, &STAMP);
  return tain_to_millisecs(&left) + 1;
}

int waiter_run(void)
{
  while (!ending)
  {
    settings_turn();
    if (!listen_or_rest() || poller_wait(milliseconds()) == -1) return 0;
    tain_now_g();
    queue_late();
    if (!queue_serve()) return 0;
    guests_bury();
  }
  return 1;
}
