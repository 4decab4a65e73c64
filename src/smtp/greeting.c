/* The connect phase. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "delay.h"
#include "greeting.h"
#include "proxy.h"
#include "pump.h"
#include "../checks/history.h"
#include "../session/log.h"

/* Start it, with the client's history and a way to send us notes. */
static int spawn(struct dialogue *d)
{
  char array[4 * HANDOVER_TEXT];
  struct text more = TEXT(array);
  int notes = notes_open(&d->notes), good;
  if (notes == -1) return 0;
  text_adds(&more, "QKARMA_HISTORY=");
  text_addi(&more, history_of(d->s));
  text_addc(&more, 0);
  text_adds(&more, "QKARMA_FD=");
  text_addu(&more, NOTES_FD);
  text_addc(&more, 0);
  tls_environment(d, &more);
  if (more.cut) errno = E2BIG;
  good = !more.cut && backend_start(&d->backend, d->argv, &more, notes);
  fd_close(notes);
  d->backed = !!d->backend.pid;
  return good;
}

/* Start it and read its greeting: the code, 220 or a refusal, or 0. */
static int start(struct dialogue *d)
{
  int code;
  if (!spawn(d))
  {
    log_line(d->s, LOG_ERROR, "backend", "error: unable to start ", d->argv[0],
      ": ", strerror(errno));
    return 0;
  }
  code = proxy_answer(d);
  if (code == 220 || code >= 400) return code;
  if (proxy_cut_short(d, code)) return 0;
  log_line(d->s, LOG_ERROR, "backend", "error: no greeting from ", d->argv[0],
    ": ", proxy_why(d, code));
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
  char array[512];
  struct text t = TEXT(array);
  reply_greeting(&t, client_host());
  proxy_saytext(d, &t);
}

/* Behind a `220-` no line with another code may follow (RFC 5321 4.2.1): the
   greeting is brought to its end, and what comes then answers the command that
   the client sends, or has sent too early. */
static void complete(struct dialogue *d)
{
  if (d->s->teased) own(d);
  d->s->teased = 0;
}

static void refuse(struct dialogue *d)
{
  complete(d);
  proxy_refuse(d, PHASE_CONNECT);
}

static void of_backend(struct dialogue *d)
{
  if (!start(d))
  {
    complete(d);
    if (!proxy_stopped(d)) proxy_end(d, reply_trouble, END_ERROR);
    return;
  }
  if (verdict_refuses(ruleset_run_again(d->s)))
  {
    refuse(d);
    return;
  }
  if (d->s->hangup)
  {
    proxy_over(d, END_HANGUP);
    return;
  }
  if (d->answer.code >= 400)
  {
    complete(d);
    proxy_over(d, END_REJECTED);
  }
  proxy_relay(d);
}

/* Who is refused before TLS is refused in the clear: that costs nothing, and a
   client that waits for a handshake reads neither. */
static enum verdict behind_tls(struct dialogue *d)
{
  enum verdict v = ruleset_run_at_once(d->s);
  if (verdict_refuses(v) || pump_stopping(d)) return v;
  return tls_now(d) ? ruleset_run_waiting(d->s) : v;
}

void greeting_run(struct dialogue *d)
{
  enum verdict v = tls_at_once(d) ? behind_tls(d)
    : ruleset_run(d->s, PHASE_CONNECT);
  if (d->over) return;
  if (!d->s->hangup) delay_reply(d);
  if (d->s->hangup) proxy_over(d, END_HANGUP);
  else if (pump_stopping(d))
  {
    complete(d);
    proxy_stopped(d);
  }
  else if (verdict_refuses(v)) refuse(d);
  else if (proxy_decoy(d)) own(d);
  else of_backend(d);
}
