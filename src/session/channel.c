/* A channel to one peer. */

#include <errno.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/tai.h>

#include "channel.h"
#include "../base/stop.h"

#define DISCARD_READS 16    /* of CHANNEL_INPUT bytes each: 1 MiB at most */

int channel_open(struct channel *c, int in, int out)
{
  c->in = in;
  c->out = out;
  c->eof = c->reset = c->broken = 0;
  c->start = c->end = c->pending = 0;
  return ndelay_on(in) != -1 && (in == out || ndelay_on(out) != -1);
}

void channel_close_out(struct channel *c)
{
  if (c->out != -1 && c->out != c->in) fd_close(c->out);
  c->out = -1;
  c->broken = 1;
  c->pending = 0;
}

void channel_close(struct channel *c)
{
  int in = c->in;
  channel_close_out(c);
  if (in != -1) fd_close(in);
  c->in = -1;
  c->eof = 1;
}

int channel_fill(struct channel *c)
{
  ssize_t r;
  if (c->eof) return -1;
  if (c->start && c->end == sizeof c->input)
  {
    memmove(c->input, c->input + c->start, c->end - c->start);
    c->end -= c->start;
    c->start = 0;
  }
  if (c->end == sizeof c->input) return 0;
  do r = read(c->in, c->input + c->end, sizeof c->input - c->end);
  while (r == -1 && errno == EINTR);
  if (r > 0)
  {
    c->end += (size_t)r;
    return 1;
  }
  if (r == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
  c->eof = 1;
  c->reset = r == -1;
  return -1;
}

char const *channel_data(struct channel const *c)
{
  return c->input + c->start;
}

size_t channel_len(struct channel const *c)
{
  return c->end - c->start;
}

size_t channel_line(struct channel const *c)
{
  char const *s = c->input + c->start;
  char const *lf = memchr(s, '\n', c->end - c->start);
  return lf ? (size_t)(lf - s) + 1 : 0;
}

void channel_take(struct channel *c, size_t n)
{
  c->start += n;
  if (c->start == c->end) c->start = c->end = 0;
}

void channel_drain(struct channel *c)
{
  c->start = c->end = 0;
}

int channel_put(struct channel *c, char const *s, size_t n)
{
  if (c->broken) return 1;
  if (n > channel_room(c)) return 0;
  memcpy(c->output + c->pending, s, n);
  c->pending += n;
  return 1;
}

size_t channel_room(struct channel const *c)
{
  return sizeof c->output - c->pending;
}

struct text channel_claim(struct channel *c)
{
  struct text t = { 0, 0, 0, 0 };
  if (!c || c->broken) return t;
  t.s = c->output + c->pending;
  t.max = channel_room(c);
  return t;
}

void channel_commit(struct channel *c, struct text const *t)
{
  c->pending += t->len;
}

int channel_flush(struct channel *c)
{
  ssize_t w;
  if (!c->pending) return 1;
  do w = write(c->out, c->output, c->pending);
  while (w == -1 && errno == EINTR);
  if (w == -1)
  {
    if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
    c->broken = 1;
    c->pending = 0;
    return 1;
  }
  c->pending -= (size_t)w;
  memmove(c->output, c->output + w, c->pending);
  return !c->pending;
}

/* select(2) with what is left of the time, unless we are told to stop. */
int channel_wait(struct channel *c, unsigned int milliseconds)
{
  tain deadline, left;
  if (c->in == -1) return 0;
  tain_now_g();
  tain_from_millisecs(&left, (int)milliseconds);
  tain_add_g(&deadline, &left);
  for (;;)
  {
    struct timeval tv = { 0, 0 };
    fd_set readable;
    int r;
    if (stop_asked()) return 0;
    if (tain_future(&deadline))
    {
      tain_sub(&left, &deadline, &STAMP);
      timeval_from_tain_relative(&tv, &left);
    }
    FD_ZERO(&readable);
    FD_SET(c->in, &readable);
    r = select(c->in + 1, &readable, 0, 0, &tv);
    tain_now_g();
    if (r != -1 || errno != EINTR) return r != 0;
  }
}

void channel_discard(struct channel *c)
{
  unsigned int i = 0;
  do channel_drain(c);
  while (i++ < DISCARD_READS && channel_fill(c) == 1);
}
