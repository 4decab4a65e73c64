/* The connect phase. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "delay.h"
#include "greeting.h"
#include "listen.h"
#include "proxy.h"
#include "../checks/history.h"
#include "../session/say.h"

char const *greeting_host(void)
{
  static char name[256];
  char const *host = client_variable("LOCALHOST");
  if (host && *host) return host;
  if (gethostname(name, sizeof name - 1) == -1) return "localhost";
  return name;
}

/* Start it, with the client's history and a way to send us notes. */
static int spawn(struct dialogue *d)
{
  char array[64];
  struct text more = TEXT(array);
  int notes = notes_open(&d->notes), good;
  if (notes == -1) return 0;
  text_adds(&more, "QKARMA_HISTORY=");
  text_addi(&more, history_of(d->s));
  text_addc(&more, 0);
  text_adds(&more, "QKARMA_FD=");
  text_addu(&more, NOTES_FD);
  text_addc(&more, 0);
  good = backend_start(&d->backend, d->argv, &more, notes);
  fd_close(notes);
  if (d->backend.pid) d->peer = &d->backend.channel;
  return good;
}

/* Start it and read its greeting: the code, 220 or a refusal, or 0. */
static int start(struct dialogue *d)
{
  int code;
  if (!spawn(d))
  {
    say(d->s, SAY_ERROR, "backend", "error: unable to start ", d->argv[0],
      ": ", strerror(errno));
    return 0;
  }
  code = proxy_answer(d);
  if (code == 220 || code >= 400) return code;
  say(d->s, SAY_ERROR, "backend", "error: no greeting from ", d->argv[0],
    ": ", proxy_fault(d, code));
  return 0;
}

int greeting_silent(struct dialogue *d)
{
  if (start(d) == 220) return 1;
  proxy_stop(d);
  return 0;
}

static void own(struct dialogue *d)
{
  proxy_say(d, "220 ");
  proxy_say(d, greeting_host());
  proxy_say(d, " ESMTP\r\n");
}

/* A greeting that has begun with a teaser's 220- can end in nothing else: all
   lines of a reply have one code (RFC 5321 4.2.1). Then it is ended, and what
   was to be said in its place answers the first command. 0 when none came. */
static int may_refuse(struct dialogue *d)
{
  struct channel *backend = d->peer;
  size_t n;
  if (!d->s->teased) return 1;
  own(d);
  d->peer = 0;
  n = listen_line(d, 0);
  d->peer = backend;
  return n != 0;
}

static void hung_up(struct dialogue *d)
{
  d->over = 1;
  d->end = END_HANGUP;
}

static void of_backend(struct dialogue *d)
{
  if (!start(d))
  {
    if (may_refuse(d)) proxy_end(d, reply_trouble, END_ERROR);
    return;
  }
  if (verdict_refuses(plan_judge_again(d->plan, d->s)))
  {
    if (may_refuse(d)) proxy_refuse(d, PHASE_CONNECT);
    return;
  }
  if (d->s->hangup)
  {
    hung_up(d);
    return;
  }
  if (d->answer.code >= 400 && !may_refuse(d)) return;
  proxy_relay(d);
  if (d->answer.code < 400) return;
  d->over = 1;
  d->end = END_REJECTED;
}

void greeting_run(struct dialogue *d)
{
  enum verdict v = plan_judge(d->plan, d->s, PHASE_CONNECT);
  if (!d->s->hangup) delay_reply(d);
  if (d->s->hangup) hung_up(d);
  else if (verdict_refuses(v))
  {
    if (may_refuse(d)) proxy_refuse(d, PHASE_CONNECT);
  }
  else if (proxy_decoy(d)) own(d);
  else of_backend(d);
}
