/* The one place where a connection waits. */

#include <errno.h>

#include <skalibs/iopause.h>

#include "pump.h"
#include "../base/stop.h"

#define PATIENCE 100      /* milliseconds that output may wait for company */

/* What we poll one channel for. Reading needs room, writing something to
   write. */
static void add(iopause_fd *x, unsigned int *n, struct channel const *c,
  int in, int out)
{
  if (in && !c->eof && channel_len(c) < CHANNEL_INPUT)
  {
    x[*n].fd = c->in;
    x[*n].events = IOPAUSE_READ;
    x[(*n)++].revents = 0;
  }
  if (out && c->pending)
  {
    x[*n].fd = c->out;
    x[*n].events = IOPAUSE_WRITE;
    x[(*n)++].revents = 0;
  }
}

/* Serve one ready descriptor; which of in and out came of it. */
static unsigned int serve(struct channel *c, iopause_fd const *x,
  unsigned int in, unsigned int out)
{
  if (!x->revents) return 0;
  if (x->events & IOPAUSE_READ) return channel_fill(c) ? in : 0;
  channel_flush(c);
  return out;
}

/* Everything there is to poll: first the client's, then (from *peer on) the
   peer's, last (from *notes on) the notes from below. Returns how many. */
static unsigned int gather(struct dialogue *d, unsigned int want, int flush,
  iopause_fd *x, unsigned int *peer, unsigned int *notes)
{
  unsigned int n = 0;
  add(x, &n, &d->client, want & PUMP_CLIENT_IN,
    flush || want & PUMP_CLIENT_OUT);
  *peer = n;
  if (d->peer) add(x, &n, d->peer, want & PUMP_PEER_IN, 1);
  *notes = n;
  if (d->notes.fd == -1) return n;
  x[n].fd = d->notes.fd;
  x[n].events = IOPAUSE_READ;
  x[n].revents = 0;
  return n + 1;
}

int pump_stopping(struct dialogue *d)
{
  if (!d->stopping && stop_asked())
  {
    d->stopping = 1;
    tain_addsec_g(&d->stop, PUMP_STOP);
  }
  return d->stopping;
}

/* How long we may wait: 0 when it is not at all. */
static int may_wait(struct dialogue *d, int idle, tain const **deadline)
{
  if (!pump_stopping(d)) return 1;
  if (tain_less(&d->stop, *deadline)) *deadline = &d->stop;
  return !idle && tain_future(&d->stop);
}

/* Poll until something wanted has happened: which; 0 for a time-out, or when
   it is idle to wait and we are told to stop. */
static unsigned int until(struct dialogue *d, unsigned int want, int flush,
  int idle, tain const *deadline)
{
  unsigned int done = 0;
  while (!(done & want))
  {
    iopause_fd x[5];
    unsigned int peer, notes, n, i = 0;
    if (!may_wait(d, idle, &deadline)) return 0;
    n = gather(d, want, flush, x, &peer, &notes);
    if (!notes) return 0;
    switch (stop_poll(x, n, deadline))
    {
      case 0: return 0;
      case -1:
        if (errno != EINTR) return 0;
        continue;
    }
    for (; i < peer; i++)
      done |= serve(&d->client, &x[i], PUMP_CLIENT_IN, PUMP_CLIENT_OUT);
    for (; i < notes; i++)
      done |= serve(d->peer, &x[i], PUMP_PEER_IN, PUMP_PEER_OUT);
    if (i < n && x[i].revents) notes_read(&d->notes, d->s);
    /* Something else may be ready for ever, such as notes. */
    if (!(done & want) && !tain_future(deadline)) return 0;
  }
  return done & want;
}

static unsigned int wait(struct dialogue *d, unsigned int want, int idle,
  tain const *deadline)
{
  if (d->client.pending && !(want & (PUMP_CLIENT_IN | PUMP_CLIENT_OUT)))
  {
    tain soon, patience;
    unsigned int done;
    tain_from_millisecs(&patience, PATIENCE);
    tain_add_g(&soon, &patience);
    if (tain_less(&soon, deadline))
    {
      done = until(d, want, 0, idle, &soon);
      if (done) return done;
    }
  }
  channel_flush(&d->client);
  return until(d, want, 1, idle, deadline);
}

unsigned int pump(struct dialogue *d, unsigned int want,
  tain const *deadline)
{
  return wait(d, want, 0, deadline);
}

unsigned int pump_idle(struct dialogue *d, unsigned int want,
  tain const *deadline)
{
  return wait(d, want, 1, deadline);
}

int pump_flush(struct dialogue *d, unsigned int seconds)
{
  tain deadline;
  if (channel_flush(&d->client)) return !d->client.broken;
  tain_addsec_g(&deadline, (int)seconds);
  while (d->client.pending)
    if (!pump(d, PUMP_CLIENT_OUT, &deadline)) return 0;
  return !d->client.broken;
}
