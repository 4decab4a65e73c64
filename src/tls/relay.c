/* The relay. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "linger.h"
#include "relay.h"
#include "report.h"

#define RECORD 16384    /* bytes that a record has at most (RFC 8446, 5.1) */
#define RECORDS 16      /* read in a turn: a client may send them with a byte
                           in each */
#define USELESS 32      /* records in a row with nothing in them: a key update
                           now and then is good, and no client has more to say
                           about itself */

/* There is one thread, so one such buffer; what does not pass at once moves to
   the tunnel's own memory, which an idle one has none of. */
static char buffer[TUNNEL_TURN];

/* Nothing is pending any more. */
static void drop(struct flow *f)
{
  free(f->pending);
  f->pending = 0;
  f->len = 0;
}

/* TLS is at an end in the middle of something. The client is gone, or has sent
   what is none; for qkarma-smtpd that is an end of file, and what it still has
   to say is for nobody. The SSL must not be touched any more. */
static void lose(struct tunnel *t)
{
  t->lost = 1;
  t->in.ended = 1;
  t->out.sink = 1;
  drop(&t->out);
}

static void keep(struct tunnel *t, struct flow *f, char const *s, size_t n)
{
  f->pending = malloc(n);
  if (!f->pending)
  {
    tunnel_over(t);
    return;
  }
  memcpy(f->pending, s, n);
  f->at = 0;
  f->len = n;
}

/* So much of it was written. */
static void wrote(struct flow *f, size_t n)
{
  if (n >= f->len) drop(f);
  else
  {
    f->at += n;
    f->len -= n;
  }
}

/* Write to qkarma-smtpd, once. How much; an error is not the end: the last 421
   or 221 may be there to be read. Only what the client sends has no reader. */
static size_t to_peer(struct tunnel *t, char const *s, size_t n)
{
  ssize_t r = t->in.sink ? (ssize_t)n : send(t->peer.fd, s, n, MSG_NOSIGNAL);
  if (r >= 0) return (size_t)r;
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return 0;
  t->in.sink = 1;
  return n;
}

/* Write to the client. How much; t->writing is what the rest waits for. Each
   try after a first one has the same bytes, and not fewer. */
static size_t to_client(struct tunnel *t, char const *s, size_t n)
{
  size_t done = 0;
  while (done < n && !t->out.sink)
  {
    int r;
    ERR_clear_error();
    r = SSL_write(t->ssl, s + done, (int)(n - done));
    if (r > 0) done += (size_t)r;
    else switch (SSL_get_error(t->ssl, r))
    {
      case SSL_ERROR_WANT_WRITE: return t->writing = WATCH_WRITE, done;
      case SSL_ERROR_WANT_READ: return t->writing = WATCH_READ, done;
      default: lose(t);
    }
  }
  return n;
}

/* OpenSSL tells of each record that comes: what it consists of, it would not
   say, and it takes key updates without end. */
static void count_record(int written, int version, int type, void const *s,
  size_t n, SSL *ssl, void *data)
{
  struct tunnel *t = data;
  (void)version;
  (void)s;
  (void)n;
  (void)ssl;
  t->useless += !written && type == SSL3_RT_HEADER;
}

/* One record. How much; 0 none now, or the end. */
static size_t read_record(struct tunnel *t, char *s, size_t n)
{
  int r;
  ERR_clear_error();
  r = SSL_read(t->ssl, s, (int)n);
  t->reading = WATCH_READ;
  if (r > 0) return t->useless = 0, (size_t)r;
  switch (SSL_get_error(t->ssl, r))
  {
    case SSL_ERROR_WANT_READ: break;
    case SSL_ERROR_WANT_WRITE: t->reading = WATCH_WRITE; break;
    case SSL_ERROR_ZERO_RETURN: t->in.ended = 1; break;
    default: lose(t);
  }
  if (t->useless > USELESS && !t->in.ended)
  {
    report_fail(t, "too many records with nothing in them");
    lose(t);
  }
  return 0;
}

/* Behind n bytes that stand in the buffer already. Always with room for a whole
   record: nothing of it stays in the library, where nobody would be told of
   it. */
static void from_client(struct tunnel *t, size_t n)
{
  size_t r = 1, done;
  unsigned int i = 0;
  for (; r && i < RECORDS && n + RECORD <= sizeof buffer; i++)
    n += r = read_record(t, buffer + n, sizeof buffer - n);
  if (!n) return;
  done = to_peer(t, buffer, n);
  if (done < n) keep(t, &t->in, buffer + done, n - done);
}

/* ECONNRESET, when it left something unread, is an end of file like another. */
static void from_peer(struct tunnel *t)
{
  ssize_t n = read(t->peer.fd, buffer, sizeof buffer);
  size_t done;
  if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
    return;
  if (n <= 0)
  {
    t->out.ended = 1;
    return;
  }
  done = to_client(t, buffer, (size_t)n);
  if (done < (size_t)n) keep(t, &t->out, buffer + done, (size_t)n - done);
}

/* The client's end of file is passed on; the other direction goes on. */
static void inward(struct tunnel *t)
{
  struct flow *f = &t->in;
  if (f->len && t->peer_events)
    wrote(f, to_peer(t, f->pending + f->at, f->len));
  if (!f->len && !f->ended
    && t->client_events & (t->reading | WATCH_HANGUP)) from_client(t, 0);
  if (f->len || !f->ended || f->closed) return;
  if (!f->sink) shutdown(t->peer.fd, SHUT_WR);
  f->closed = 1;
}

/* close_notify, and then FIN: that leaves by shutdown() alone, for others may
   have the socket open still. */
static void close_client(struct tunnel *t)
{
  if (!t->lost)
  {
    int r;
    ERR_clear_error();
    r = SSL_shutdown(t->ssl);
    if (r < 0 && SSL_get_error(t->ssl, r) == SSL_ERROR_WANT_WRITE)
    {
      t->writing = WATCH_WRITE;
      return;
    }
    if (r < 0) lose(t);
  }
  shutdown(t->client.fd, SHUT_WR);
  t->out.closed = 1;
}

static void outward(struct tunnel *t)
{
  struct flow *f = &t->out;
  if (f->len && t->client_events & (t->writing | WATCH_HANGUP))
    wrote(f, to_client(t, f->pending + f->at, f->len));
  if (!f->len && !f->ended && t->peer_events & (WATCH_READ | WATCH_HANGUP))
    from_peer(t);
  if (!f->len && f->ended && !f->closed) close_client(t);
}

/* Once qkarma-smtpd has gone, what is left for a slow client has the time of a
   handshake, and again so much for each piece that it takes: also for those
   that are still to be read behind the pending one. While it is there it has
   limits of its own. */
static void set_patience(struct tunnel *t, size_t before)
{
  struct flow const *f = &t->out;
  if (!(f->ended || t->in.sink) || f->closed) timer_clear(&t->timer);
  else if (!t->timer.next || f->len < before || !(f->ended || before))
    timer_set(&t->all->patience, &t->timer);
}

/* Both interests are computed anew in each turn: either direction may wait for
   either event of the client. */
static void set_interests(struct tunnel *t)
{
  unsigned int peer = 0, client = 0;
  if (t->in.len) peer |= WATCH_WRITE;
  else if (!t->in.ended) client |= t->reading;
  if (t->out.len || (t->out.ended && !t->out.closed)) client |= t->writing;
  else if (!t->out.ended) peer |= WATCH_READ;
  /* It is not read, for it has ended or the client does not read; that it is
     wholly gone is of interest all the same. */
  if (!t->in.sink && (t->out.len || (t->out.ended && !t->in.closed)))
    peer |= WATCH_HANGUP;
  tunnel_want(t, peer, client);
}

static void turn(struct tunnel *t)
{
  size_t before = t->out.len;
  inward(t);
  if (t->turn == &turn) outward(t);
  if (t->turn != &turn) return;     /* out of memory */
  if (t->peer_events & WATCH_HANGUP)
  {
    t->in.sink = 1;     /* qkarma-smtpd is wholly gone */
    drop(&t->in);
  }
  if (t->out.closed && (t->in.closed || t->in.sink)) linger(t);
  else
  {
    set_patience(t, before);
    set_interests(t);
  }
}

/* The client has often spoken already, in the packet that ended the handshake:
   qkarma-smtpd is woken once for both. */
void relay(struct tunnel *t, char const *s, size_t n)
{
  tunnel_stage(t, &turn, 0);
  t->late = &tunnel_over;
  t->writing = WATCH_WRITE;
  t->client_events = 0;
  t->peer_events = 0;
  SSL_set_msg_callback(t->ssl, &count_record);
  SSL_set_msg_callback_arg(t->ssl, t);
  memcpy(buffer, s, n);
  from_client(t, n);
  if (t->turn == &turn) turn(t);
}
