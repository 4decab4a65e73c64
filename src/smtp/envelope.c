/* HELO, EHLO, MAIL and RCPT. */

#include <string.h>
#include <unistd.h>

#include "envelope.h"
#include "greeting.h"
#include "proxy.h"
#include "../checks/limits.h"
#include "../checks/protocol.h"

#define PROBE_RECIPIENTS 2    /* RCPT of who verifies: the address, and one
                                 that cannot exist */

void envelope_reset(struct dialogue *d)
{
  d->transaction = TRANSACTION_NONE;
  d->recipients = d->asked = d->probes = 0;
  d->s->null_sender = 0;
}

void envelope_meant(struct dialogue *d)
{
  d->s->refused.probes -= d->probes;
  d->s->refused.recipients += d->probes;
  d->probes = 0;
  session_recount(d->s);
}

void envelope_take_over(struct dialogue *d)
{
  if (d->transaction != TRANSACTION_OPEN) return;
  proxy_ask(d, "RSET", 4, 0);
  d->transaction = TRANSACTION_DECOY;
}

static void keep_name(struct session *s, struct command const *c)
{
  s->helolen = c->argumentlen < SESSION_HELO ? c->argumentlen : SESSION_HELO;
  memcpy(s->helo, c->argument, s->helolen);
}

/* A naughty client that may still authenticate gets the backend's own EHLO,
   if that offers AUTH; otherwise a second process would be for nothing.
   1 when it was answered. */
static int offer_auth(struct dialogue *d, struct command const *c)
{
  if (c->verb != VERB_EHLO || d->spent || !limit_auth()) return 0;
  if (!d->backend.pid && (d->backend.started || !greeting_silent(d)))
    return 0;
  if (proxy_command(d, c) == 250)
  {
    ehlo_filter(&d->answer, &d->offer, limit_of(LIMIT_TLS) == TLS_PASS);
    if (d->offer.auth)
    {
      proxy_relay(d);
      return 1;
    }
  }
  if (!d->over) proxy_stop(d);
  return d->over;
}

static void own_helo(struct dialogue *d, enum verb verb)
{
  char array[512];
  struct text t = TEXT(array);
  ehlo_own(&t, verb, greeting_host());
  proxy_saytext(d, &t);
  memset(&d->offer, 0, sizeof d->offer);
  d->offer.pipelining = verb == VERB_EHLO;
}

void envelope_helo(struct dialogue *d, struct command const *c)
{
  keep_name(d->s, c);
  if (verdict_refuses(plan_judge(d->plan, d->s, PHASE_HELO)))
  {
    proxy_refuse(d, PHASE_HELO);
    return;
  }
  if (proxy_decoy(d))
  {
    envelope_reset(d);
    if (!offer_auth(d, c)) own_helo(d, c->verb);
    return;
  }
  if (!proxy_command(d, c)) return;
  /* A greeting that was refused changes nothing (RFC 5321 4.1.4). */
  if (d->answer.code < 300)
  {
    envelope_reset(d);
    memset(&d->offer, 0, sizeof d->offer);
  }
  if (c->verb == VERB_EHLO && d->answer.code == 250)
    ehlo_filter(&d->answer, &d->offer, limit_of(LIMIT_TLS) == TLS_PASS);
  proxy_relay(d);
}

/* An argument that is not there is the backend's to complain of. */
static void malformed(struct dialogue *d, struct command const *c, int strict,
  int rcpt)
{
  if (!strict && c->argumentlen && plan_has(d->plan, &check_protocol))
    protocol_envelope(d->s, rcpt);
}

/* Look at the argument: 0 when it was answered already. */
static int mail_argument(struct dialogue *d, struct command const *c,
  int *null)
{
  struct session *s = d->s;
  char const *path, *rest;
  int strict;
  size_t n = command_path(c, "FROM:", &path, &rest, &strict);
  malformed(d, c, strict, 0);
  if (!ehlo_parameters(rest, (size_t)(c->argument + c->argumentlen - rest)))
  {
    if (d->transaction == TRANSACTION_NONE)
      d->transaction = TRANSACTION_REFUSED;
    proxy_say(d, reply_parameter);
    return 0;
  }
  *null = n == 0;
  s->path = path;
  s->pathlen = n == (size_t)-1 ? 0 : n;
  return 1;
}

/* A transaction begins, and this is its sender. A MAIL that was refused in the
   middle of one changes nothing of it. */
static void begin(struct dialogue *d, enum transaction t, int null)
{
  struct session *s = d->s;
  d->transaction = t;
  d->recipients = d->asked = d->probes = 0;
  s->null_sender = !!null;
  d->senderlen = s->pathlen < sizeof d->sender ? s->pathlen : sizeof d->sender;
  memcpy(d->sender, s->path, d->senderlen);
}

void envelope_mail(struct dialogue *d, struct command const *c)
{
  struct session *s = d->s;
  int null;
  if (!mail_argument(d, c, &null)) return;
  if (verdict_refuses(plan_judge(d->plan, s, PHASE_MAIL)))
  {
    d->transaction = TRANSACTION_REFUSED;
    proxy_refuse(d, PHASE_MAIL);
    return;
  }
  if (proxy_decoy(d))
  {
    envelope_take_over(d);
    begin(d, TRANSACTION_DECOY, null);
    if (!d->over) proxy_say(d, reply_sender_ok);
    return;
  }
  if (!proxy_command(d, c)) return;
  switch (reply_fate(&d->answer))
  {
    case FATE_ACCEPTED:
      begin(d, TRANSACTION_OPEN, null);
      break;
    case FATE_FOR_GOOD:
      session_event(s, EVENT_BAD_SENDER);
      s->counts.permfail++;
      d->transaction = TRANSACTION_REFUSED;
      break;
    case FATE_LATER:
      s->counts.tempfail++;
      d->transaction = TRANSACTION_REFUSED;
      break;
    case FATE_NOBODY:
      if (d->transaction == TRANSACTION_NONE)
        d->transaction = TRANSACTION_REFUSED;
  }
  proxy_relay(d);
}

static void refused_for_good(struct dialogue *d)
{
  struct refused *r = &d->s->refused;
  d->s->counts.permfail++;
  if (d->s->null_sender) r->bounces++;
  else if (d->asked > PROBE_RECIPIENTS) r->recipients++;
  else
  {
    r->probes++;
    d->probes++;
  }
}

static void rcpt_judged(struct dialogue *d, struct command const *c)
{
  struct session *s = d->s;
  if (!proxy_command(d, c)) return;
  if (d->transaction == TRANSACTION_OPEN)
  {
    if (++d->asked > PROBE_RECIPIENTS) envelope_meant(d);
    switch (reply_fate(&d->answer))
    {
      case FATE_ACCEPTED:
        d->recipients++;
        s->recipients++;
        break;
      case FATE_FOR_GOOD:
        refused_for_good(d);
        break;
      case FATE_LATER:
        s->counts.tempfail++;
        break;
      case FATE_NOBODY:
        break;
    }
  }
  session_recount(s);
  proxy_relay(d);
}

void envelope_rcpt(struct dialogue *d, struct command const *c)
{
  struct session *s = d->s;
  char const *path, *rest;
  int strict;
  if (d->transaction == TRANSACTION_REFUSED)
  {
    proxy_say(d, reply_sequence);
    return;
  }
  s->pathlen = command_path(c, "TO:", &path, &rest, &strict);
  if (s->pathlen == (size_t)-1) s->pathlen = 0;
  s->path = path;
  malformed(d, c, strict, 1);
  if (verdict_refuses(plan_judge(d->plan, s, PHASE_RCPT)))
  {
    proxy_refuse(d, PHASE_RCPT);
    return;
  }
  if (proxy_decoy(d)) envelope_take_over(d);
  if (d->over) return;
  if (limit_of(LIMIT_RECIPIENTS)
    && d->recipients >= limit_of(LIMIT_RECIPIENTS))
  {
    limit_passed(s, LIMIT_RECIPIENTS);
    proxy_say(d, reply_recipients);
  }
  else if (d->transaction == TRANSACTION_DECOY)
  {
    d->recipients++;
    proxy_say(d, reply_recipient_ok);
  }
  else if (proxy_decoy(d)) proxy_say(d, reply_sequence);
  else rcpt_judged(d, c);
}
