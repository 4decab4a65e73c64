/* The daemon's life. */

#include <errno.h>
#include <signal.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <skalibs/selfpipe.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "listener.h"
#include "server.h"
#include "../base/clock.h"

#define LOOK 60           /* seconds */
#define REST 1            /* seconds, after an accept that failed */
#define ACCEPTS 64        /* in a turn */

static int has_room(struct server const *s)
{
  return s->listener.fd != -1 && s->tunnels.open < s->sessions
    && s->tunnels.starting < s->settings.at_once && !tain_future(&s->rest);
}

/* The system has no descriptor or no memory for it. It would be ready again at
   once, so it is left alone for a moment. */
static void cannot_accept(struct server *s)
{
  static tain said;
  if (clock_again(&said)) strerr_warnwusys("accept");
  tain_addsec_g(&s->rest, REST);
}

static void take_clients(void *data, unsigned int events)
{
  struct server *s = data;
  unsigned int i = 0;
  (void)events;
  for (; i < ACCEPTS && has_room(s); i++)
  {
    int fd = listener_accept(s->listener.fd);
    if (fd != -1) tunnel_begin(&s->tunnels, fd);
    else
    {
      if (errno != EAGAIN && errno != EWOULDBLOCK && errno != ECONNABORTED)
        cannot_accept(s);
      break;
    }
  }
  if (s->tunnels.open > s->most) s->most = s->tunnels.open;
}

static void opener_ready(void *data, unsigned int events)
{
  struct server *s = data;
  (void)events;
  certificates_answer(s->certificates);
}

/* glibc gives back by itself only what lies at the end: of 500 sessions 7 MiB
   stay. Nothing for a daemon that was idle. */
static void give_back(struct server *s)
{
#ifdef __GLIBC__
  if (s->tunnels.open < s->most / 2) malloc_trim(0);
#endif
  s->most = s->tunnels.open;
}

static void look(struct server *s)
{
  tain_addsec_g(&s->look, LOOK);
  if (s->listener.fd != -1) certificates_look(s->certificates);
  give_back(s);
}

static void say_drain(struct server const *s, pid_t pid)
{
  char n[UINT_FMT], p[PID_FMT];
  n[uint_fmt(n, s->tunnels.open)] = 0;
  p[pid_fmt(p, pid)] = 0;
  strerr_warni("process ", p, " serves ", n, " sessions to their end");
}

/* No new ones are taken; the name goes away with the opener. A supervisor
   starts another daemon only when we are gone, and a session may last for
   hours; so a child serves those that are there, as tcpserver's children do. A
   second SIGTERM ends it, and them. */
static void drain(struct server *s)
{
  pid_t pid;
  watch_close(&s->listener);
  opener_dismiss(&s->opener);
  if (!s->tunnels.open) return;
  pid = fork();
  if (pid == -1) strerr_warnwusys("fork; I stay until the last session ends");
  if (pid > 0)
  {
    say_drain(s, pid);
    _exit(0);
  }
  watch_want(&s->signals, 0);
  selfpipe_finish();
  sig_ignore(SIGHUP);
}

static void signals_ready(void *data, unsigned int events)
{
  struct server *s = data;
  int c;
  (void)events;
  while ((c = selfpipe_read()) > 0)
    if (c == SIGHUP) look(s);
    else if (s->listener.fd != -1) drain(s);
}

static void begin_watch(struct server *s, struct watch *w, watch_ready *ready)
{
  w->data = s;
  w->ready = ready;
}

int server_begin(struct server *s)
{
  s->signals.fd = selfpipe_init();
  if (s->signals.fd == -1 || !selfpipe_trap(SIGTERM)
    || !selfpipe_trap(SIGINT) || !selfpipe_trap(SIGHUP)) return 0;
  tunnels_begin(&s->tunnels, s->certificates, s->settings.timeout);
  begin_watch(s, &s->listener, &take_clients);
  begin_watch(s, &s->opener.watch, &opener_ready);
  begin_watch(s, &s->signals, &signals_ready);
  tain_addsec_g(&s->look, LOOK);
  tain_copynow(&s->rest);
  return watch_want(&s->signals, WATCH_READ)
    && watch_want(&s->opener.watch, WATCH_READ);
}

/* Milliseconds until something is to be done, rounded up. */
static int idle(struct server const *s)
{
  tain next = s->look, left;
  int milliseconds;
  tunnels_sooner(&s->tunnels, &next);
  if (tain_future(&s->rest) && tain_less(&s->rest, &next)) next = s->rest;
  if (!tain_future(&next)) return 0;
  tain_sub(&left, &next, &STAMP);
  milliseconds = tain_to_millisecs(&left);
  return milliseconds < 0 ? LOOK * 1000 : milliseconds + 1;
}

int server_run(struct server *s)
{
  while (s->listener.fd != -1 || s->tunnels.open)
  {
    if (s->listener.fd != -1
      && !watch_want(&s->listener, has_room(s) ? WATCH_READ : 0)) return 0;
    if (poller_wait(idle(s)) == -1) return 0;
    tain_now_g();
    tunnels_late(&s->tunnels);
    if (!tain_future(&s->look)) look(s);
    tunnels_bury(&s->tunnels);
  }
  return 1;
}
