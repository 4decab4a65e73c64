/* DATA. */

#include "delay.h"
#include "envelope.h"
#include "message.h"
#include "proxy.h"
#include "pump.h"
#include "stream.h"
#include "trainer.h"
#include "../checks/history.h"
#include "../checks/limits.h"
#include "../checks/protocol.h"
#include "../session/log.h"

/* The backend is not to be asked any more in this session: it reads end of
   file before any dot, and so queues nothing. Its end is waited for later,
   when the client has its answer. */
static void abandon(struct dialogue *d)
{
  d->spent = 1;
  channel_close_out(&d->backend.channel);
}

/* Bytes that no message has, which are judged when the whole of it was read.
   The reply when it is to be refused, or 0. */
static char const *loose(struct dialogue *d)
{
  char const *reply = 0;
  if (!ruleset_has(d->s->ruleset, &check_protocol)) return 0;
  if (d->body.nul && protocol_nul(d->s)) reply = reply_nul;
  if (d->body.bare_lf && protocol_bare_lf(d->s)) reply = reply_bare_newline;
  if (d->body.bare_cr && protocol_bare_cr(d->s)) reply = reply_bare_newline;
  return reply;
}

/* What we ourselves have against the message, now that it is read. 1 when it
   was refused. */
static int refused(struct dialogue *d)
{
  char const *reply = loose(d);
  if (reply)
  {
    proxy_end(d, reply, END_REJECTED);
    return 1;
  }
  if (!verdict_refuses(ruleset_run(d->s, PHASE_DATA_POST)))
    return 0;
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
      d->commands = 0;
      s->counts.success += d->recipients;
      session_event(s, EVENT_MESSAGE_ACCEPTED);
      break;
    case FATE_FOR_GOOD:
      s->counts.permfail += d->recipients;
      if (s->null_sender) s->refused.message = 1;
      else session_event(s, EVENT_MESSAGE_REFUSED);
      session_recount(s);
      break;
    case FATE_LATER:
      s->counts.tempfail += d->recipients;
      break;
    case FATE_NOBODY:
      break;
  }
}

/* The backend has replied before the dot, does not read any more, or closed the
   connection: it does not have the message. Its own refusal is passed on,
   anything else is not believed. */
static void replied_early(struct dialogue *d)
{
  int code = proxy_last_word(d);
  abandon(d);
  if (code >= 400)
  {
    count(d);
    proxy_relay(d);
    return;
  }
  log_line(d->s, LOG_ERROR, "backend", code
    ? "error: reply before the end of the message"
    : "error: the backend closed the connection in the middle of a message");
  proxy_say(d, reply_not_queued);
}

static void dot(struct dialogue *d, struct sink const *sink)
{
  struct channel *back = &d->backend.channel;
  int code;
  channel_fill(back);
  if (!sink_listens(sink))
  {
    replied_early(d);
    return;
  }
  channel_put(back, ".\r\n", 3);
  channel_flush(back);
  if (back->broken)
  {
    replied_early(d);
    return;
  }
  code = proxy_answer(d);
  if (code && (code < 300 || code >= 400))
  {
    count(d);
    proxy_relay(d);
    return;
  }
  log_line(d->s, LOG_ERROR, "backend", "error: no answer to the dot: ",
    proxy_why(d, code));
  abandon(d);
  proxy_say(d, reply_not_queued);
}

/* Read the body to its end, behind which the client waits as for any reply.
   1, 0. */
static int whole(struct dialogue *d, struct sink const *sink)
{
  if (!stream_body(d, sink)) return 0;
  delay_reply(d);
  return 1;
}

static int mark(struct dialogue *d, char const *s, size_t n, struct text *out)
{
  xkarma_feed(&d->xkarma, s, n, out);
  return d->xkarma.on;
}

static void give_up(struct dialogue *d)
{
  log_line(d->s, LOG_ERROR, "backend",
    "error: the backend does not read the message");
}

/* The body of a message that the backend waits for. What it says in the middle
   of it is an answer. */
static void to_backend(struct dialogue *d)
{
  struct sink sink = { &d->backend.channel, PUMP_BACKEND_IN, PUMP_BACKEND_OUT,
    0, &give_up };
  if (limit_of(d->s, LIMIT_HEADER))
  {
    xkarma_begin(&d->xkarma, session_karma(d->s), history_of(d->s),
      d->s->tls);
    sink.filter = &mark;
  }
  if (!whole(d, &sink) || proxy_stopped(d) || refused(d)) abandon(d);
  else dot(d, &sink);
  envelope_reset(d);
}

/* The body of a message that the backend is not to get: the naughty client is
   refused at its end. */
static void to_trainer(struct dialogue *d)
{
  struct sink sink;
  int ended;
  proxy_say(d, reply_go_ahead);
  if (!proxy_flush(d)) return;
  trainer_start(d, &sink);
  ended = whole(d, &sink);
  if (ended && !refused(d)) proxy_say(d, reply_not_queued);
  channel_flush(&d->client);
  trainer_end(d, ended);
  envelope_reset(d);
}

/* DATA was not answered 354. What stands behind it, or came while we waited
   for the answer, may be a body: that is never read as commands. */
static void not_begun(struct dialogue *d)
{
  d->astray = 1;
  d->scored = 0;
  channel_fill(&d->client);
  if (channel_len(&d->client)) proxy_over(d, END_REJECTED);
}

static void decoy(struct dialogue *d)
{
  envelope_take_over(d);
  if (d->over) return;
  if (d->transaction == TRANSACTION_DECOY && d->recipients)
  {
    to_trainer(d);
    return;
  }
  proxy_say(d, reply_sequence);
  not_begun(d);
}

void message_data(struct dialogue *d, struct command const *c)
{
  if (d->transaction == TRANSACTION_OPEN) envelope_delivers(d);
  if (d->transaction == TRANSACTION_REFUSED)
  {
    proxy_say(d, reply_sequence);
    not_begun(d);
    return;
  }
  if (verdict_refuses(ruleset_run(d->s, PHASE_DATA)))
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
  else if (proxy_flush(d)) to_backend(d);
}
