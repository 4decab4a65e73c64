/* The body of a message, streamed from the client to somebody. */

#include <string.h>

#include "pace.h"
#include "proxy.h"
#include "pump.h"
#include "stream.h"
#include "trainer.h"
#include "../checks/limits.h"
#include "../session/log.h"

#define MARKED 4096     /* bytes at a time while the header is marked */

struct stream
{
  struct dialogue *d;
  tain deadline;        /* of the next byte, */
  int blocked;          /* which is the peer's to read */
  struct pace pace;
};

/* What the backend says in the middle of a message is an answer; the trainer
   is not heard at all. */
int stream_listens(struct dialogue const *d)
{
  struct channel const *c = d->peer;
  if (!c || c->broken) return 0;
  return c == &d->trainer.channel || (!c->eof && !channel_len(c));
}

/* Take at most n bytes of the body. */
static void take(struct stream *st, size_t n, struct text *out)
{
  struct dialogue *d = st->d;
  n = body_feed(&d->body, channel_data(&d->client), n, out);
  channel_take(&d->client, n);
  st->pace.bytes += n;
}

/* To the backend while our header field is put in. */
static void feed_marked(struct stream *st, size_t n, struct text *out)
{
  struct text through = TEXT(st->d->aside);
  if (out->max < XKARMA_ROOM(2 * MARKED + BODY_SLACK)) return;
  take(st, n < MARKED ? n : MARKED, &through);
  xkarma_feed(&st->d->xkarma, through.s, through.len, out);
}

/* To the trainer, as a file: lines end in LF, dots as they were written. */
static void feed_plain(struct stream *st, size_t n, struct text *out)
{
  struct text through = TEXT(st->d->aside);
  take(st, n, &through);
  unstuff_feed(&st->d->unstuff, through.s, through.len, out);
}

/* Take what the client sent and give it to the peer, as far as there is
   room. */
static void feed(struct stream *st)
{
  struct dialogue *d = st->d;
  struct text nobody = TEXT(d->aside), out = channel_claim(d->peer);
  size_t n = channel_len(&d->client), most;
  if (!stream_listens(d))
  {
    take(st, n, &nobody);
    return;
  }
  if (out.max <= BODY_SLACK) return;
  most = (out.max - BODY_SLACK) / 2;
  if (n > most) n = most;
  if (d->peer == &d->trainer.channel) feed_plain(st, n, &out);
  else if (d->xkarma.on) feed_marked(st, n, &out);
  else take(st, n, &out);
  channel_commit(d->peer, &out);
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
  int listens = stream_listens(d);
  unsigned int want = 0, done;
  tain deadline = st->pace.end, since = STAMP;
  if (!st->blocked) pace_deadline(&st->pace, &deadline);
  if (tain_less(&st->deadline, &deadline)) deadline = st->deadline;
  if (!channel_len(&d->client)) want |= PUMP_CLIENT_IN;
  if (listens && !d->peer->eof) want |= PUMP_PEER_IN;
  if (listens && d->peer->pending) want |= PUMP_PEER_OUT;
  done = pump_idle(d, want, &deadline);
  if (st->blocked) pace_excuse(&st->pace, &since);
  if (done & (st->blocked ? PUMP_PEER_OUT : PUMP_CLIENT_IN)) again(st);
  return done || tain_future(&st->deadline);
}

/* The time is over. The peer's fault: then the rest goes to nobody. 1 to go
   on. */
static int late(struct stream *st)
{
  struct dialogue *d = st->d;
  int trains = d->peer == &d->trainer.channel;
  if (!st->blocked) return 0;
  log_line(d->s, LOG_ERROR, trains ? "naughty" : "backend",
    "error: it stopped reading the message");
  if (trains) trainer_interrupt(d);
  channel_close(d->peer);
  return 1;
}

/* Who is waited for, the client or the peer? */
static void look(struct stream *st)
{
  int blocked = stream_listens(st->d) && st->d->peer->pending;
  if (blocked == st->blocked) return;
  st->blocked = blocked;
  again(st);
}

static void begin(struct stream *st, struct dialogue *d)
{
  memset(&d->body, 0, sizeof d->body);
  st->d = d;
  st->blocked = 0;
  again(st);
  pace_begin(&st->pace, d->s, limit_of(d->s, LIMIT_DATA_RATE) ? PACE_SPANS : 1);
}

int stream_body(struct dialogue *d)
{
  struct stream st;
  begin(&st, d);
  for (;;)
  {
    if (channel_len(&d->client)) feed(&st);
    if (stream_listens(d)) channel_flush(d->peer);
    if (d->body.ended) return 1;
    if (proxy_stopped(d)) return 0;
    look(&st);
    if (channel_len(&d->client) && !st.blocked) continue;
    if (d->client.eof && !st.blocked) break;
    if (!wait(&st) && !late(&st)) break;
    if (drips(&st)) break;
  }
  if (!d->client.eof)
  {
    limit_passed(d->s, LIMIT_DATA_TIMEOUT);
    proxy_end(d, reply_timeout, END_TIMEOUT);
  }
  d->over = 1;
  if (d->client.eof) d->end = END_LOST;
  return 0;
}
