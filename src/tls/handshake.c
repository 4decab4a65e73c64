/* The handshake. */

#include <skalibs/nonposix.h>   /* TCP_QUICKACK */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "handshake.h"
#include "linger.h"
#include "reason.h"
#include "relay.h"
#include "report.h"
#include "../handover/protocol.h"

#define TEXT_MAX (HANDOVER_TEXT + 3)    /* the letter, and what ends it */

/* A short message into an empty socket: whole or not at all. */
static int tell(struct tunnel *t, struct text const *s)
{
  return send(t->peer.fd, s->s, s->len, MSG_NOSIGNAL) == (ssize_t)s->len;
}

static void failed(struct tunnel *t, char const *why)
{
  char array[TEXT_MAX];
  struct text s = TEXT(array);
  text_addc(&s, HANDOVER_FAILED);
  text_adds(&s, why);
  tell(t, &s);
  report_fail(t, why);
  tunnel_started(t);
  linger(t);
}

static void late(struct tunnel *t)
{
  failed(t, "the handshake took too long");
}

static void variable(struct text *s, char const *name, char const *value)
{
  text_adds(s, name);
  text_addclean(s, value, strlen(value));
  text_addc(s, 0);
}

/* The name is the client's word. One that could not be a host's is left out. */
static void add_sni(struct text *s, SSL const *ssl)
{
  char const *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name), *c;
  if (!name || !*name || strlen(name) > 255) return;
  for (c = name; *c; c++) if (*c <= 32 || *c >= 127) return;
  variable(s, "SSL_TLS_SNI=", name);
}

/* With TLS 1.3 the client's last word is not answered, and most clients hold
   back their EHLO until it is acknowledged (Nagle): that would take 40 ms. */
static void acknowledge(struct tunnel *t)
{
#ifdef TCP_QUICKACK
  int const on = 1;
  setsockopt(t->client.fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#endif
  (void)t;
}

static void done(struct tunnel *t)
{
  char array[TEXT_MAX];
  struct text s = TEXT(array);
  text_addc(&s, HANDOVER_DONE);
  variable(&s, "SSL_PROTOCOL=", SSL_get_version(t->ssl));
  variable(&s, "SSL_CIPHER=", SSL_get_cipher_name(t->ssl));
  add_sni(&s, t->ssl);
  text_addc(&s, 0);
  tunnel_started(t);
  acknowledge(t);
  report_pass(t);
  relay(t, s.s, s.len);
}

/* Behind SSL_ERROR_SSL or SYSCALL that connection must not be touched any
   more. */
static void broken(struct tunnel *t, int error, int e)
{
  char array[200];
  struct text why = { array, 0, sizeof array - 1, 0 };
  t->lost = 1;
  if (error == SSL_ERROR_ZERO_RETURN || (error == SSL_ERROR_SYSCALL && !e))
    text_adds(&why, "the client hung up");
  else if (error == SSL_ERROR_SYSCALL) text_adds(&why, strerror(e));
  else reason_add(&why);
  array[why.len] = 0;
  failed(t, array);
}

static void turn(struct tunnel *t)
{
  int r, e, error;
  if (t->peer_events)
  {
    tunnel_over(t);     /* nobody waits for it any more */
    return;
  }
  ERR_clear_error();    /* what is in the queue may be another tunnel's */
  errno = 0;
  r = SSL_accept(t->ssl);
  e = errno;
  error = r == 1 ? SSL_ERROR_NONE : SSL_get_error(t->ssl, r);
  if (error == SSL_ERROR_NONE) done(t);
  else if (error == SSL_ERROR_WANT_READ)
    tunnel_want(t, WATCH_HANGUP, WATCH_READ);
  else if (error == SSL_ERROR_WANT_WRITE)
    tunnel_want(t, WATCH_HANGUP, WATCH_WRITE);
  else broken(t, error, e);
}

void handshake(struct tunnel *t)
{
  t->context = context_share(certificates_context(t->all->certificates));
  t->ssl = context_client(t->context, t->client.fd);
  tunnel_stage(t, &turn, &late);
  t->peer_events = 0;
  if (t->ssl) turn(t);
  else failed(t, "out of memory");
}
