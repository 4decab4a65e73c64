/* The body of a message, streamed from the client to somebody. */

#include <string.h>

#include "pace.h"
#include "proxy.h"
#include "pump.h"
#include "stream.h"
#include "../checks/limits.h"

struct stream
{
  struct dialogue *d;
  struct sink sink;     /* its filter goes when it has nothing more to do */
  tain deadline;        /* of the next byte, */
  int blocked;          /* which is the sink's to read */
  struct pace pace;
};

struct sink const sink_nobody = { 0, 0, 0, 0, 0 };

int sink_listens(struct sink const *sink)
{
  struct channel const *c = sink->channel;
  if (!c || c->broken) return 0;
  return !sink->in || (!c->eof && !channel_len(c));
}

/* Take at most n bytes of the body. */
static void take(struct stream *st, size_t n, struct text *out)
{
  struct dialogue *d = st->d;
  n = body_feed(&d->body, channel_data(&d->client), n, out);
  channel_take(&d->client, n);
  st->pace.bytes += n;
}

/* How many bytes can be taken, whatever they become, for so much room. */
static size_t most(struct stream const *st, size_t room)
{
  if (st->sink.filter) room = room > SINK_MORE ? (room - SINK_MORE) / 2 : 0;
  return room > BODY_SLACK ? (room - BODY_SLACK) / 2 : 0;
}

/* Take what the client sent and give it to the sink, as far as there is
   room. */
static void feed(struct stream *st)
{
  struct dialogue *d = st->d;
  struct text aside = TEXT(d->aside), out = channel_claim(st->sink.channel);
  size_t n = channel_len(&d->client);
  if (!sink_listens(&st->sink))
  {
    take(st, n, &aside);
    return;
  }
  if (n > most(st, out.max)) n = most(st, out.max);
  if (!st->sink.filter) take(st, n, &out);
  else
  {
    take(st, n, &aside);
    if (!st->sink.filter(d, aside.s, aside.len, &out)) st->sink.filter = 0;
  }
  channel_commit(st->sink.channel, &out);
}

static void again(struct stream *st)
{
  tain_addsec_g(&st->deadline, (int)limit_of(st->d->s, st->blocked
    ? LIMIT_BACKEND_TIMEOUT : LIMIT_DATA_TIMEOUT));
}

/* Is the client too slow on the average, or the message without an end? */
static int drips(struct stream *st)
{
  int over = pace_over(&st->pace);
  if (!over && !pace_slow(&st->pace)) return 0;
  limit_passed(st->d->s, over ? LIMIT_SESSION_TIMEOUT : LIMIT_DATA_RATE);
  return 1;
}

/* Wait for either side. 0 when that was in vain. */
static int wait(struct stream *st)
{
  struct dialogue *d = st->d;
  struct sink const *sink = &st->sink;
  unsigned int want = 0, done;
  tain deadline = st->pace.end, since = STAMP;
  if (!st->blocked) pace_deadline(&st->pace, &deadline);
  if (tain_less(&st->deadline, &deadline)) deadline = st->deadline;
  if (!channel_len(&d->client)) want |= PUMP_CLIENT_IN;
  if (sink_listens(sink)) want |= sink->in;
  if (sink_listens(sink) && sink->channel->pending) want |= sink->out;
  done = pump_idle(d, want, &deadline);
  if (st->blocked) pace_excuse(&st->pace, &since);
  if (done & (st->blocked ? sink->out : PUMP_CLIENT_IN)) again(st);
  return done || tain_future(&st->deadline);
}

/* The time is over. The sink's fault: then the rest goes to nobody. 1 to go
   on. */
static int late(struct stream *st)
{
  if (!st->blocked) return 0;
  st->sink.give_up(st->d);
  channel_close(st->sink.channel);
  return 1;
}

/* Who is waited for, the client or the sink? */
static void look(struct stream *st)
{
  int blocked = sink_listens(&st->sink) && st->sink.channel->pending;
  if (blocked == st->blocked) return;
  st->blocked = blocked;
  again(st);
}

static void begin(struct stream *st, struct dialogue *d,
  struct sink const *sink)
{
  memset(&d->body, 0, sizeof d->body);
  st->d = d;
  st->sink = *sink;
  st->blocked = 0;
  again(st);
  pace_begin(&st->pace, d->s, limit_of(d->s, LIMIT_DATA_RATE) ? PACE_SPANS : 1);
}

int stream_body(struct dialogue *d, struct sink const *sink)
{
  struct stream st;
  begin(&st, d, sink);
  for (;;)
  {
    if (channel_len(&d->client)) feed(&st);
    if (sink_listens(&st.sink)) channel_flush(st.sink.channel);
    if (d->body.ended) return 1;
    if (proxy_stopped(d)) return 0;
    look(&st);
    if (channel_len(&d->client) && !st.blocked) continue;
    if (d->client.eof && !st.blocked) break;
    if (!wait(&st) && !late(&st)) break;
    if (drips(&st)) break;
  }
  if (d->client.eof) proxy_over(d, END_LOST);
  else
  {
    limit_passed(d->s, LIMIT_DATA_TIMEOUT);
    proxy_end(d, reply_timeout, END_TIMEOUT);
  }
  return 0;
}
