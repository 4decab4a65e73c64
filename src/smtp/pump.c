/* The one place where a connection waits. */

#include <errno.h>

#include <skalibs/iopause.h>

#include "pump.h"
#include "../base/stop.h"
#include "../checks/inquiry.h"

#define PATIENCE 100      /* milliseconds that output may wait for company */

#define OURS 6            /* descriptors of channels, and notes */

/* What is polled: descriptors, whose they are, and what comes of them; behind
   them those of the DNS. */
struct polled
{
  unsigned int n;
  iopause_fd x[OURS + DNS_SERVERS];
  struct channel *c[OURS];
  unsigned int done[OURS];    /* of enum pump */
};

static void add_fd(struct polled *p, int fd, int events, struct channel *c,
  unsigned int done)
{
  p->x[p->n].fd = fd;
  p->x[p->n].events = (short)events;
  p->x[p->n].revents = 0;
  p->c[p->n] = c;
  p->done[p->n++] = done;
}

/* What we poll one channel for: in and out, or 0. Reading needs room, writing
   something to write. */
static void add(struct polled *p, struct channel *c, unsigned int in,
  unsigned int out)
{
  if (in && !c->eof && channel_len(c) < CHANNEL_INPUT)
    add_fd(p, c->in, IOPAUSE_READ, c, in);
  if (out && c->pending) add_fd(p, c->out, IOPAUSE_WRITE, c, out);
}

/* Serve one ready descriptor; what came of it. */
static unsigned int serve(struct dialogue *d, struct polled *p, unsigned int i)
{
  if (!p->x[i].revents) return 0;
  if (!p->c[i])
  {
    notes_read(&d->notes, d->s);
    return 0;
  }
  if (p->x[i].events & IOPAUSE_READ)
    return channel_fill(p->c[i]) ? p->done[i] : 0;
  channel_flush(p->c[i]);
  return p->done[i];
}

/* Everything there is to poll, the notes from below last. */
static void gather(struct dialogue *d, unsigned int want, int flush,
  struct polled *p)
{
  p->n = 0;
  add(p, &d->client, want & PUMP_CLIENT_IN,
    flush ? PUMP_CLIENT_OUT : want & PUMP_CLIENT_OUT);
  if (d->backed)
    add(p, &d->backend.channel, want & PUMP_BACKEND_IN, PUMP_BACKEND_OUT);
  if (d->trains) add(p, &d->trainer.channel, 0, PUMP_TRAINER_OUT);
  if (d->notes.fd != -1) add_fd(p, d->notes.fd, IOPAUSE_READ, 0, 0);
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

/* Poll once, also for what the DNS says, which nobody here waits for. 1; 0 the
   deadline is past; -1 (errno). */
static int poll_all(struct dialogue *d, struct polled *p, tain const *deadline)
{
  tain until = *deadline;
  unsigned int asked = inquiry_wait(d->s, p->x + p->n, &until);
  int r = stop_poll(p->x, p->n + asked, &until);
  if (r == -1) return -1;
  inquiry_process(d->s, p->x + p->n, asked);
  return r || tain_less(&until, deadline);
}

/* Poll until something wanted has happened: which; 0 for a time-out, or when
   it is idle to wait and we are told to stop. */
static unsigned int until(struct dialogue *d, unsigned int want, int flush,
  int idle, tain const *deadline)
{
  unsigned int done = 0;
  while (!(done & want))
  {
    struct polled p;
    unsigned int i = 0;
    if (!may_wait(d, idle, &deadline)) return 0;
    gather(d, want, flush, &p);
    if (!p.n || !p.c[0]) return 0;    /* nothing but notes */
    switch (poll_all(d, &p, deadline))
    {
      case 0: return 0;
      case -1:
        if (errno != EINTR) return 0;
        continue;
    }
    for (; i < p.n; i++) done |= serve(d, &p, i);
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
