/* The STARTTLS command; and what follows it under `limits tls pass`. */

#include "pace.h"
#include "proxy.h"
#include "pump.h"
#include "starttls.h"
#include "../checks/limits.h"

struct splice
{
  struct dialogue *d;
  tain silent;          /* nothing passes until then: over */
  struct pace pace;     /* of what the client sends */
  tain sent;            /* when it last did, */
  unsigned int asked : 1;   /* and the backend has said nothing since */
  uint64_t idle;        /* seconds of the session without any work */
};

/* Move what was read on one side to the other, as far as there is room. How
   much. */
static size_t move(struct channel *from, struct channel *to)
{
  size_t n = channel_len(from), room = channel_room(to);
  if (n > room && !to->broken) n = room;
  if (!n) return 0;
  channel_put(to, channel_data(from), n);
  channel_take(from, n);
  channel_flush(to);
  return n;
}

static void again(struct splice *sp)
{
  tain_addsec_g(&sp->silent, (int)limit_of(sp->d->s, LIMIT_BACKEND_TIMEOUT));
}

/* Wait for either side. 0 when that was in vain. What the backend takes to
   read, or to answer what the client sent, is not the client's time. */
static int wait(struct splice *sp, unsigned int want)
{
  tain deadline = sp->pace.end;
  unsigned int done;
  if (!sp->asked) pace_deadline(&sp->pace, &deadline);
  if (tain_less(&sp->silent, &deadline)) deadline = sp->silent;
  done = pump(sp->d, want, &deadline);
  if (done) again(sp);
  else if (pump_stopping(sp->d) && !tain_future(&sp->d->stop)) return 0;
  if (sp->asked && done & (PUMP_BACKEND_IN | PUMP_BACKEND_OUT))
  {
    pace_excuse(&sp->pace, &sp->sent);
    sp->sent = STAMP;
  }
  return tain_future(&sp->silent);
}

/* Has the client had the time of a session without doing anything with it?
   While it may be waiting for an answer nobody knows: if its own next byte
   comes first, it was not. */
static int wastes(struct splice *sp, size_t came)
{
  if (came || !sp->asked) sp->idle += pace_slow(&sp->pace);
  if (sp->idle < limit_of(sp->d->s, LIMIT_SESSION_TIMEOUT)
    && !pace_over(&sp->pace)) return 0;
  limit_passed(sp->d->s, LIMIT_SESSION_TIMEOUT);
  return 1;
}

/* The client's end of file must reach the backend, behind all it sent. */
static int splice_one(struct splice *sp)
{
  struct channel *client = &sp->d->client, *back = &sp->d->backend.channel;
  unsigned int want = 0;
  size_t came;
  if (move(back, client)) sp->asked = 0;
  came = move(client, back);
  sp->pace.bytes += came;
  if (wastes(sp, came)) return 0;
  if (came)
  {
    sp->sent = STAMP;
    sp->asked = 1;
  }
  if (client->eof && !channel_len(client) && !back->pending && !back->broken)
    channel_close_out(back);
  if (back->eof && !channel_len(back)) return 0;
  if (!channel_len(client)) want |= PUMP_CLIENT_IN;
  if (!channel_len(back)) want |= PUMP_BACKEND_IN;
  if (client->pending) want |= PUMP_CLIENT_OUT;
  if (back->pending) want |= PUMP_BACKEND_OUT;
  return wait(sp, want) && !client->broken;
}

static void splice(struct dialogue *d)
{
  struct splice sp = { .d = d, .idle = session_seconds(d->s) };
  again(&sp);
  pace_begin(&sp.pace, d->s, PACE_SPANS);
  while (splice_one(&sp)) continue;
  proxy_over(d, pump_stopping(d) ? END_ERROR : END_TLS);
}

/* It was offered TLS, and was flagged since. A 454 would break the offer, and
   who insists on TLS would come back with it for days. */
static void turn_away(struct dialogue *d)
{
  struct session *s = d->s;
  s->verdict = verdict_soft(ruleset_dispose(s))
    ? VERDICT_DENYSOFT_DISCONNECT : VERDICT_DENY_DISCONNECT;
  proxy_refuse(d, PHASE_HELO);
}

void starttls_run(struct dialogue *d, struct command const *c)
{
  if (tls_ends(d)) tls_starttls(d, c->argumentlen);
  else if (!d->offer.starttls) proxy_say(d, reply_not_here);
  else if (proxy_decoy(d) && !limit_auth(d->s)) turn_away(d);
  else if (proxy_command(d, c))
  {
    if (d->answer.code == 220) channel_discard(&d->client);
    proxy_relay(d);
    if (d->answer.code == 220 && !d->over) splice(d);
  }
}
