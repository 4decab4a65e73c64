/* HELO, EHLO, MAIL and RCPT. */

#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "envelope.h"
#include "greeting.h"
#include "naming.h"
#include "proxy.h"
#include "../checks/limits.h"
#include "../checks/protocol.h"
#include "../checks/traps.h"
#include "../session/parties.h"

#define PROBE_RECIPIENTS 2    /* an address, and one that should not be there */

void envelope_reset(struct dialogue *d)
{
  d->transaction = TRANSACTION_NONE;
  d->recipients = d->tried = d->probes = 0;
  d->asked = 0;
  d->s->null_sender = d->s->addressed = 0;
  d->s->senderlen = 0;
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

/* What of the backend's EHLO the client is told. Whether AUTH may be had is
   only asked where it is offered. */
static void filter(struct dialogue *d)
{
  int pass = tls_mode(&d->tls, d->s) == TLS_PASS;
  ehlo_filter(&d->answer, &d->offer, pass, 1);
  if (d->offer.auth && !tls_auth(d))
  {
    unsigned int tell = d->offer.tell;
    ehlo_filter(&d->answer, &d->offer, pass, 0);
    d->offer.tell = tell & 1;
  }
  if (tls_offers(d)) ehlo_add(&d->answer, "STARTTLS");
}

/* A naughty client that may still authenticate gets the backend's own EHLO,
   if that offers AUTH, or TLS behind which it may be had; otherwise a second
   process would be for nothing. 1 when it was answered. */
static int offer_auth(struct dialogue *d, struct command const *c)
{
  if (c->verb != VERB_EHLO || d->spent || !limit_auth(d->s) || !tls_auth(d))
    return 0;
  if (!d->backend.pid && (d->backend.started || !greeting_silent(d)))
    return 0;
  if (proxy_command(d, c) == 250)
  {
    filter(d);
    if (d->offer.auth || d->offer.starttls)
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
  if (verb == VERB_EHLO) reply_ehlo(&t, client_host(), tls_offers(d));
  else reply_helo(&t, client_host());
  proxy_saytext(d, &t);
  memset(&d->offer, 0, sizeof d->offer);
  d->offer.pipelining = verb == VERB_EHLO;
}

void envelope_helo(struct dialogue *d, struct command const *c)
{
  keep_name(d->s, c);
  if (verdict_refuses(ruleset_run(d->s, PHASE_HELO)))
  {
    proxy_refuse(d, PHASE_HELO);
    return;
  }
  if (proxy_decoy(d))
  {
    envelope_reset(d);
    d->nameless = 0;
    if (!offer_auth(d, c)) own_helo(d, c->verb);
    return;
  }
  if (!proxy_command(d, c)) return;
  /* A greeting that was refused changes nothing (RFC 5321 4.1.4). */
  if (d->answer.code < 300)
  {
    envelope_reset(d);
    memset(&d->offer, 0, sizeof d->offer);
    d->nameless = 0;
  }
  if (c->verb == VERB_EHLO && d->answer.code == 250)
    filter(d);
  proxy_relay(d);
}

/* A transaction begins, and this is its sender. A MAIL that was refused in the
   middle of one changes nothing of it. */
static void begin(struct dialogue *d, enum transaction t)
{
  struct argument const *a = &d->argument;
  d->transaction = t;
  d->recipients = d->tried = d->probes = 0;
  d->s->null_sender = !a->len;
  d->senderlen = a->rawlen < sizeof d->sender ? a->rawlen : sizeof d->sender;
  memcpy(d->sender, a->raw, d->senderlen);
  d->s->sender = d->sender;
  d->s->senderlen = d->senderlen;
}

void envelope_mail(struct dialogue *d, struct command const *c)
{
  struct session *s = d->s;
  if (tls_missing(d))
  {
    naming_unread(d, c);
    limit_passed(s, LIMIT_TLS_REQUIRED);
    proxy_say(d, tls_offers(d) || !tls_ends(d) ? reply_tls_first
      : reply_no_tls);
    d->transaction = TRANSACTION_REFUSED;
    return;
  }
  if (!naming_read(d, c))
  {
    if (d->transaction == TRANSACTION_NONE)
      d->transaction = TRANSACTION_REFUSED;
    return;
  }
  if (verdict_refuses(ruleset_run(s, PHASE_MAIL)))
  {
    d->transaction = TRANSACTION_REFUSED;
    proxy_refuse(d, PHASE_MAIL);
    return;
  }
  if (proxy_decoy(d))
  {
    envelope_take_over(d);
    begin(d, TRANSACTION_DECOY);
    if (!d->over) proxy_say(d, reply_sender_ok);
    return;
  }
  if (!proxy_command(d, c)) return;
  switch (reply_fate(&d->answer))
  {
    case FATE_ACCEPTED:
      begin(d, TRANSACTION_OPEN);
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

/* This transaction is no address verification. */
void envelope_delivers(struct dialogue *d)
{
  struct session *s = d->s;
  s->refused.probes -= d->probes;
  s->refused.recipients += d->probes;
  d->probes = 0;
  session_recount(s);
}

/* The backend refused a recipient for good. Who only verifies addresses says
   RCPT once or twice and then no DATA; so until then it counts as that. */
static void refused(struct dialogue *d)
{
  struct session *s = d->s;
  s->counts.permfail++;
  if (s->null_sender) s->refused.bounces++;
  else if (d->tried > PROBE_RECIPIENTS) s->refused.recipients++;
  else
  {
    s->refused.probes++;
    d->probes++;
  }
}

static void rcpt_judged(struct dialogue *d, struct command const *c)
{
  struct session *s = d->s;
  if (!proxy_command(d, c)) return;
  if (d->transaction == TRANSACTION_OPEN)
  {
    if (++d->tried > PROBE_RECIPIENTS) envelope_delivers(d);
    switch (reply_fate(&d->answer))
    {
      case FATE_ACCEPTED:
        bounds_recipient(d);
        s->recipients++;
        break;
      case FATE_FOR_GOOD:
        refused(d);
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
  int trapped;
  if (d->transaction == TRANSACTION_REFUSED)
  {
    naming_unread(d, c);
    proxy_say(d, reply_sequence);
    return;
  }
  if (!naming_read(d, c)) return;
  if (verdict_refuses(ruleset_run(s, PHASE_RCPT)))
  {
    naming_tell(d, c, parties_refused);
    proxy_refuse(d, PHASE_RCPT);
    return;
  }
  trapped = s->trapped;
  if (trapped) traps_flag(s);
  if (proxy_decoy(d)) envelope_take_over(d);
  if (d->over) return;
  if (limit_of(d->s, LIMIT_RECIPIENTS)
    && d->recipients >= limit_of(d->s, LIMIT_RECIPIENTS))
  {
    limit_passed(s, LIMIT_RECIPIENTS);
    naming_tell(d, c, parties_refused);
    proxy_say(d, reply_recipients);
  }
  else if (d->transaction == TRANSACTION_DECOY)
  {
    bounds_recipient(d);
    proxy_say(d, reply_recipient_ok);
  }
  else if (proxy_decoy(d)) proxy_say(d, reply_sequence);
  else if (trapped) proxy_say(d, reply_recipient_ok);
  else rcpt_judged(d, c);
}
