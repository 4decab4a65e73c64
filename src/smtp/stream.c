/* The body of a message, streamed from the client to somebody. */

#include <string.h>

#include "proxy.h"
#include "pump.h"
#include "stream.h"
#include "../checks/limits.h"
#include "../session/say.h"

#define MARKED 4096     /* bytes at a time while the header is marked */

struct stream
{
  struct dialogue *d;
  tain deadline;        /* of the next byte */
  tain window;          /* the rate is measured until then */
  uint64_t bytes;       /* since the window began */
};

int stream_listens(struct dialogue const *d)
{
  struct channel const *c = d->peer;
  return c && !c->broken && !c->eof && !channel_len(c);
}

/* Where a body goes that nobody wants, and one on its way through a filter. */
static char aside[2 * CHANNEL_INPUT + BODY_SLACK];

static size_t take(struct dialogue *d, size_t n, struct text *out)
{
  n = body_feed(&d->body, channel_data(&d->client), n, out);
  channel_take(&d->client, n);
  return n;
}

/* Take what the client sent and give it to the peer, as far as there is
   room. */
static void feed(struct stream *st)
{
  struct dialogue *d = st->d;
  struct text through = TEXT(aside), out = channel_claim(d->peer);
  size_t n = channel_len(&d->client);
  if (!stream_listens(d)) st->bytes += take(d, n, &through);
  else if (d->mark.on)
  {
    if (n > MARKED) n = MARKED;
    if (out.max < MARK_ROOM(2 * MARKED + BODY_SLACK)) return;
    st->bytes += take(d, n, &through);
    mark_feed(&d->mark, through.s, through.len, &out);
    channel_commit(d->peer, &out);
  }
  else if (out.max > BODY_SLACK)
  {
    if (n > (out.max - BODY_SLACK) / 2) n = (out.max - BODY_SLACK) / 2;
    st->bytes += take(d, n, &out);
    channel_commit(d->peer, &out);
  }
}

static void again(struct stream *st)
{
  tain_addsec_g(&st->deadline, (int)limit_of(LIMIT_DATA_TIMEOUT));
}

/* Begin to measure the client's rate anew. */
static void measure(struct stream *st)
{
  st->bytes = 0;
  tain_addsec_g(&st->window, (int)limit_of(LIMIT_DATA_TIMEOUT));
}

/* Is the client too slow on the average? */
static int drips(struct stream *st)
{
  uint64_t bytes = st->bytes;
  if (tain_future(&st->window)) return 0;
  measure(st);
  return bytes < limit_of(LIMIT_DATA_TIMEOUT) * limit_of(LIMIT_DATA_RATE);
}

/* Wait for either side. 0 when that was in vain. */
static int wait(struct stream *st)
{
  struct dialogue *d = st->d;
  int listens = stream_listens(d);
  unsigned int want = 0, done;
  tain const *deadline = tain_less(&st->window, &st->deadline)
    ? &st->window : &st->deadline;
  if (!channel_len(&d->client)) want |= PUMP_CLIENT_IN;
  if (listens) want |= PUMP_PEER_IN;
  if (listens && d->peer->pending) want |= PUMP_PEER_OUT;
  done = pump(d, want, deadline);
  if (done & (PUMP_CLIENT_IN | PUMP_PEER_OUT)) again(st);
  return done || tain_future(&st->deadline);
}

/* The time is over. The peer's fault: then the rest goes to nobody. 1 to go
   on. */
static int late(struct stream *st)
{
  struct dialogue *d = st->d;
  if (!stream_listens(d) || !d->peer->pending) return 0;
  say(d->s, SAY_ERROR, "backend", "error: it does not read the message");
  channel_close(d->peer);
  again(st);
  return 1;
}

static void begin(struct stream *st, struct dialogue *d)
{
  memset(&d->body, 0, sizeof d->body);
  st->d = d;
  again(st);
  measure(st);
}

int stream_body(struct dialogue *d)
{
  struct stream st;
  begin(&st, d);
  for (;;)
  {
    int blocked;
    if (channel_len(&d->client)) feed(&st);
    if (stream_listens(d)) channel_flush(d->peer);
    if (d->body.ended) return 1;
    blocked = stream_listens(d) && d->peer->pending;
    if (channel_len(&d->client) && !blocked) continue;
    if (d->client.eof && !blocked) break;
    if (!wait(&st) && !late(&st)) break;
    if (blocked) measure(&st);
    else if (drips(&st)) break;
  }
  if (!d->client.eof) proxy_end(d, reply_timeout, END_TIMEOUT);
  d->over = 1;
  if (d->client.eof) d->end = END_LOST;
  return 0;
}
