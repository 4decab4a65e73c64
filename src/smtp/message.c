/* DATA. */

#include <string.h>

#include "envelope.h"
#include "message.h"
#include "proxy.h"
#include "pump.h"
#include "../checks/limits.h"
#include "../checks/protocol.h"
#include "../session/say.h"

/* The backend is not to be asked any more in this session: it reads end of
   file before any dot, and so queues nothing. Its end is waited for later,
   when the client has its answer. */
static void abandon(struct dialogue *d)
{
  d->spent = 1;
  channel_close(&d->backend.channel);
}

/* Give the body what the client sent. The backend's output must have room;
   without a backend what comes out is thrown away. */
static void feed(struct dialogue *d, int to_backend)
{
  struct channel *client = &d->client, *out = &d->backend.channel;
  size_t room = to_backend ? channel_room(out) : CHANNEL_OUTPUT;
  size_t n = channel_len(client);
  static char sink[CHANNEL_OUTPUT];
  struct text t = { sink, 0, sizeof sink, 0 };
  if (room < BODY_SLACK) return;
  if (n > (room - BODY_SLACK) / 2) n = (room - BODY_SLACK) / 2;
  n = body_feed(&d->body, channel_data(client), n, &t);
  channel_take(client, n);
  if (to_backend) channel_put(out, t.s, t.len);
}

/* What there is to wait for while the body streams. */
static unsigned int wanted(struct dialogue const *d, int to_backend)
{
  unsigned int want = 0;
  if (!channel_len(&d->client)) want |= PUMP_CLIENT_IN;
  if (!to_backend) return want;
  if (d->backend.channel.pending) want |= PUMP_BACKEND_OUT;
  return want | PUMP_BACKEND_IN;
}

/* Read the body to its strict end, to the backend as long as it listens. 1;
   0 when the client left or was too slow: the dialogue is over. */
static int stream(struct dialogue *d)
{
  struct channel *back = &d->backend.channel;
  tain deadline;
  memset(&d->body, 0, sizeof d->body);
  tain_addsec_g(&deadline, (int)limit_of(LIMIT_DATA_TIMEOUT));
  for (;;)
  {
    int to_backend = d->backend.pid && !back->broken && !back->eof
      && !channel_len(back);
    unsigned int done;
    if (channel_len(&d->client)) feed(d, to_backend);
    if (to_backend) channel_flush(back);
    if (d->body.ended) return 1;
    if (channel_len(&d->client) && (!to_backend || !back->pending)) continue;
    if (d->client.eof) break;
    done = pump(d, wanted(d, to_backend), &deadline);
    if (!done) break;
    if (done & (PUMP_CLIENT_IN | PUMP_BACKEND_OUT))
      tain_addsec_g(&deadline, (int)limit_of(LIMIT_DATA_TIMEOUT));
  }
  if (d->client.eof)
  {
    d->over = 1;
    d->end = END_LOST;
  }
  else proxy_end(d, reply_timeout, END_TIMEOUT);
  return 0;
}

/* Bare newlines, which are judged when the whole message was read. 1 when it
   is to be refused. */
static int loose(struct dialogue *d)
{
  int refuse = 0;
  if (!plan_has(d->plan, &check_protocol)) return 0;
  if (d->body.bare_lf && protocol_bare_lf(d->s)) refuse = 1;
  if (d->body.bare_cr && protocol_bare_cr(d->s)) refuse = 1;
  return refuse;
}

/* What we ourselves have against the message, now that it is read. 1 when it
   was refused. */
static int refused(struct dialogue *d)
{
  if (loose(d))
  {
    proxy_end(d, reply_bare_newline, END_REJECTED);
    return 1;
  }
  if (!verdict_refuses(plan_judge(d->plan, d->s, PHASE_DATA_POST))) return 0;
  proxy_refuse(d, PHASE_DATA_POST);
  return 1;
}

/* Count what the backend said to the dot. */
static void count(struct dialogue *d)
{
  struct session *s = d->s;
  switch (reply_fate(&d->answer))
  {
    case FATE_ACCEPTED:
      s->messages++;
      s->counts.success += d->recipients;
      session_event(s, EVENT_MESSAGE_ACCEPTED);
      break;
    case FATE_FOR_GOOD:
      s->counts.permfail += d->recipients;
      session_event(s, EVENT_MESSAGE_REFUSED);
      break;
    case FATE_LATER:
      s->counts.tempfail += d->recipients;
      break;
    case FATE_NOBODY:
      break;
  }
}

/* The backend has spoken before the dot, or left: it does not have the
   message. Its own refusal is passed on, anything else is not believed. */
static void spoke_early(struct dialogue *d)
{
  struct channel *back = &d->backend.channel;
  int code = channel_len(back) ? proxy_answer(d) : 0;
  abandon(d);
  if (code >= 400)
  {
    count(d);
    proxy_relay(d);
    return;
  }
  say(d->s, SAY_ERROR, "backend", code ? "error: it answered before the dot"
    : "error: it left in the middle of a message");
  proxy_say(d, reply_not_queued);
}

static void dot(struct dialogue *d)
{
  struct channel *back = &d->backend.channel;
  channel_fill(back);
  if (back->broken || back->eof || channel_len(back))
  {
    spoke_early(d);
    return;
  }
  channel_put(back, ".\r\n", 3);
  channel_flush(back);
  if (proxy_answer(d) && (d->answer.code < 300 || d->answer.code >= 400))
  {
    count(d);
    proxy_relay(d);
    return;
  }
  say(d->s, SAY_ERROR, "backend", "error: no answer to the dot");
  abandon(d);
  proxy_say(d, reply_not_queued);
}

/* The body of a message that the backend waits for. */
static void to_backend(struct dialogue *d)
{
  if (!stream(d) || refused(d)) abandon(d);
  else dot(d);
  envelope_reset(d);
}

/* The body of a message that nobody is to get: the naughty client is refused
   at its end. */
static void to_nobody(struct dialogue *d)
{
  proxy_say(d, reply_go_ahead);
  pump_flush(d, (unsigned int)limit_of(LIMIT_COMMAND_TIMEOUT));
  if (stream(d) && !refused(d)) proxy_say(d, reply_not_queued);
  envelope_reset(d);
}

/* DATA was not answered 354. What stands behind it may be a body: that is
   never read as commands. */
static void not_begun(struct dialogue *d)
{
  if (!channel_len(&d->client) || d->over) return;
  d->over = 1;
  d->end = END_REJECTED;
}

static void decoy(struct dialogue *d)
{
  envelope_take_over(d);
  if (d->over) return;
  if (d->transaction == TRANSACTION_DECOY && d->recipients)
  {
    to_nobody(d);
    return;
  }
  proxy_say(d, reply_sequence);
  not_begun(d);
}

void message_data(struct dialogue *d, struct command const *c)
{
  if (d->transaction == TRANSACTION_REFUSED)
  {
    proxy_say(d, reply_sequence);
    not_begun(d);
    return;
  }
  if (verdict_refuses(plan_judge(d->plan, d->s, PHASE_DATA)))
  {
    envelope_take_over(d);
    if (d->over) return;
    envelope_reset(d);
    proxy_refuse(d, PHASE_DATA);
    not_begun(d);
    return;
  }
  if (proxy_decoy(d) || d->transaction == TRANSACTION_DECOY)
  {
    decoy(d);
    return;
  }
  if (!proxy_command(d, c)) return;
  proxy_relay(d);
  if (d->answer.code != 354) not_begun(d);
  else if (pump_flush(d, (unsigned int)limit_of(LIMIT_COMMAND_TIMEOUT)))
    to_backend(d);
  else
  {
    d->over = 1;
    d->end = END_LOST;
  }
}
