/* TLS that ends here. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "dialogue.h"
#include "envelope.h"
#include "greeting.h"
#include "proxy.h"
#include "pump.h"
#include "tell.h"
#include "tls.h"
#include "../config/home.h"
#include "../handover/ucspi_tls.h"
#include "../session/log.h"

/* A daemon that has room says so at once; but where the client cannot go on in
   the clear, it may be slow for once. */
#define ROOM_SECONDS 1
#define ROOM_SECONDS_AT_ONCE 5

extern char **environ;

/* Is there somebody who makes TLS? (errno) */
static int there(struct session const *s)
{
  if (ucspi_tls_there()) return 1;
  if (s->home == -1) return errno = ENOENT, 0;
  return faccessat(s->home, HANDOVER_PATH, W_OK, AT_EACCESS) == 0;
}

/* Was there ever? The daemon that goes leaves its directory. */
static int was_there(struct session const *s)
{
  return s->home != -1
    && faccessat(s->home, HANDOVER_DIRECTORY, F_OK, AT_EACCESS) == 0;
}

/* Has the server that runs us made it before it did? (s6-tlsd, sslserver) */
static int made_outside(void)
{
  char const *protocol = getenv("SSL_PROTOCOL");
  return protocol && !strncmp(protocol, "TLSv1", 5) && !ucspi_tls_there();
}

/* On port 465 TLS comes first (RFC 8314, 3.3). */
static int at_once(void)
{
  char const *port = client_variable("LOCALPORT");
  return port && !strcmp(port, "465");
}

/* One that is there and cannot be used is the operator's mistake, and said
   where TLS would be offered. Where TLS comes first nobody is spoken to in the
   clear only because the daemon is away. */
static enum limit_tls automatic(struct tls *t, struct session const *s)
{
  if (t->outside) return TLS_HIDE;
  t->found = there(s) > 0;
  if (t->found || (errno != ENOENT && errno != ENOTDIR))
    return at_once() ? TLS_NOW : TLS_END;
  return at_once() && was_there(s) ? TLS_NOW : TLS_PASS;
}

enum limit_tls tls_mode(struct tls *t, struct session const *s)
{
  if (t->asked) return t->mode;
  t->asked = 1;
  t->outside = made_outside();
  t->mode = (enum limit_tls)limit_of(s, LIMIT_TLS);
  if (t->mode == TLS_AUTO) t->mode = automatic(t, s);
  else if (t->mode == TLS_END && at_once()) t->mode = TLS_NOW;
  return t->mode;
}

int tls_at_once(struct dialogue *d)
{
  return (limit_of(d->s, LIMIT_TLS) == TLS_NOW || at_once())
    && tls_mode(&d->tls, d->s) == TLS_NOW;
}

int tls_ends(struct dialogue *d)
{
  enum limit_tls mode = tls_mode(&d->tls, d->s);
  return mode == TLS_END || mode == TLS_NOW;
}

/* Nobody is there: once in a connection is enough. */
static void lacks(struct dialogue *d)
{
  if (!d->tls.lacks && !pump_stopping(d))
    log_line(d->s, LOG_ERROR, "tls", "warning: unable to reach qkarma-tlsd at "
      HANDOVER_PATH ": ", strerror(errno));
  d->tls.lacks = 1;
}

int tls_offers(struct dialogue *d)
{
  if (!tls_ends(d) || d->tls.on) return 0;
  if (d->tls.found || there(d->s)) return 1;
  lacks(d);
  return 0;
}

/* Does TLS end here on other days? Nobody's password goes over the network in
   the clear only because the daemon begins again. */
static int away(struct dialogue *d)
{
  return limit_of(d->s, LIMIT_TLS) == TLS_AUTO && !d->tls.outside
    && was_there(d->s);
}

int tls_auth(struct dialogue *d)
{
  uint64_t clear = limit_of(d->s, LIMIT_AUTH_CLEAR);
  if (d->tls.on || clear == CLEAR_ALWAYS) return 1;
  return clear == CLEAR_AUTO && (address_loopback(&d->s->client.address)
    || (!tls_ends(d) && !tls_missing(d) && !away(d)));
}

int tls_missing(struct dialogue *d)
{
  if (!limit_of(d->s, LIMIT_TLS_REQUIRED) || d->tls.on) return 0;
  tls_mode(&d->tls, d->s);
  return !d->tls.outside;
}

/* Find somebody who has room for a session. 1, 0. */
static int reserve(struct dialogue *d, int seconds)
{
  tain deadline;
  d->tls.fd = -1;
  if (ucspi_tls_there()) return 1;
  tain_now_g();
  tain_addsec_g(&deadline, seconds);
  d->tls.fd = handover_connect(home_path());
  if (d->tls.fd != -1)
  {
    if (handover_ready(d->tls.fd, &deadline)) return 1;
    fd_close(d->tls.fd);
  }
  lacks(d);
  return 0;
}

/* From now on 0 and 1 are these; what they were is closed without another byte
   read or written. */
static int replace(int in, int out)
{
  int good = dup2(in, 0) != -1 && dup2(out, 1) != -1;
  fd_close(in);
  if (out != in) fd_close(out);
  return good;
}

/* 1; 0 no TLS, why is in told.text; -1 trouble of ours (errno). */
static int with_daemon(struct tls *t, char how, tain const *deadline)
{
  if (!handover_give(t->fd, how, 0))
  {
    fd_close(t->fd);
    return -1;
  }
  if (!replace(t->fd, t->fd)) return -1;
  return handover_result(0, &t->told, deadline);
}

/* The server's socket is as it was when it gave it to us: some wait in
   SSL_accept. */
static int with_server(struct tls *t, tain const *deadline)
{
  int in, out;
  if (ndelay_off(0) == -1 || ndelay_off(1) == -1) return -1;
  if (!ucspi_tls_begin(&t->told, &in, &out, deadline)) return 0;
  return replace(in, out) ? 1 : -1;
}

/* A handshake that fails is no offence: old clients, and those that do not
   trust a certificate, are no spammers for that. Nor is whoever reads the log
   for addresses to block to take it for one. */
static int failed(struct dialogue *d, int r)
{
  int stopped = pump_stopping(d);
  if (r == -1)
    log_line(d->s, LOG_ERROR, "tls", "error: no handshake: ", strerror(errno));
  else log_line(d->s, LOG_FAIL, "tls", "fail, tolerated: no handshake: ",
    d->tls.told.text);
  channel_close(&d->client);
  proxy_over(d, stopped ? END_ERROR : END_LOST);
  return 0;
}

static int handshake(struct dialogue *d, char how)
{
  struct tls *t = &d->tls;
  char const *cipher;
  tain deadline;
  int r;
  tain_addsec_g(&deadline, (int)limit_of(d->s, LIMIT_TLS_TIMEOUT));
  r = t->fd == -1 ? with_server(t, &deadline)
    : with_daemon(t, how, &deadline);
  tain_now_g();
  if (r != 1) return failed(d, r);
  if (!channel_open(&d->client, 0, 1)) return failed(d, -1);
  t->on = 1;
  d->s->tls = handover_value(&t->told, "SSL_PROTOCOL");
  if (!d->s->tls) d->s->tls = "unknown";
  cipher = handover_value(&t->told, "SSL_CIPHER");
  log_line(d->s, LOG_ALL, "tls", "pass: ", d->s->tls, " ",
    cipher ? cipher : "");
  return 1;
}

int tls_now(struct dialogue *d)
{
  if (reserve(d, ROOM_SECONDS_AT_ONCE)) return handshake(d, HANDOVER_TLS);
  proxy_over(d, END_ERROR);
  return 0;
}

/* The backend's open transaction is the client's of before. */
static int settle(struct dialogue *d)
{
  if (d->transaction == TRANSACTION_OPEN && !proxy_ask(d, "RSET", 4, 0))
    return 0;
  envelope_reset(d);
  return 1;
}

/* A backend that was told who the client is must not go on believing it
   (RFC 3207, 4.2); and one that is to tell of TLS in its own way finds it in
   its environment. */
static void restart(struct dialogue *d)
{
  if (!d->backend.pid
    || !(d->s->authenticated || limit_of(d->s, LIMIT_TLS_TELL))) return;
  proxy_stop(d);
  notes_close(&d->notes);
  d->s->authenticated = 0;
  d->spent = 0;
  if (!greeting_silent(d)) proxy_end(d, reply_trouble, END_ERROR);
}

/* A backend that wants to know is told. 1; 0 the dialogue is over. */
static int tell(struct dialogue *d)
{
  char array[200];
  struct text t = TEXT(array);
  char const *cipher = handover_value(&d->tls.told, "SSL_CIPHER");
  text_adds(&t, EHLO_TELL " ");
  text_addclean(&t, d->s->tls, strlen(d->s->tls));
  text_addc(&t, ' ');
  if (!cipher) cipher = "unknown";
  text_addclean(&t, cipher, strlen(cipher));
  return proxy_ask(d, t.s, t.len, 0) != 0;
}

/* What was said in the clear was not said (RFC 3207, 4.2). What the client did
   counts for ever. */
static void forget(struct dialogue *d)
{
  if (d->offer.tell && !tell(d)) return;
  memset(&d->offer, 0, sizeof d->offer);
  d->s->helolen = 0;
  d->nameless = 1;
  restart(d);
}

void tls_starttls(struct dialogue *d, size_t argument)
{
  if (d->tls.on) proxy_say(d, reply_sequence);
  else if (argument) proxy_say(d, reply_no_argument);
  else if (channel_len(&d->client))
  {
    /* It would be read as if it had come encrypted (CVE-2011-0411). */
    channel_drain(&d->client);
    proxy_say(d, reply_sequence);
  }
  else if (!reserve(d, ROOM_SECONDS)) proxy_say(d, reply_no_tls);
  else if (settle(d))
  {
    proxy_say(d, reply_tls_ready);
    if (proxy_flush(d) && handshake(d, HANDOVER_STARTTLS)) forget(d);
  }
}

static int is_ours(char const *variable)
{
  return !strncmp(variable, "SSL_", 4) && strncmp(variable, "SSL_CLIENT", 10);
}

/* What is there already is of another connection, unless the UCSPI server that
   makes TLS has said it. */
static void remove_others(struct dialogue *d, struct text *more)
{
  unsigned int i = 0;
  for (; environ[i]; i++)
    if (!strncmp(environ[i], "SSL_", 4) && tls_ends(d)
      && (!ucspi_tls_there() || !strncmp(environ[i], "SSL_CLIENT", 10)))
    {
      text_add(more, environ[i], strcspn(environ[i], "="));
      text_addc(more, 0);
    }
}

void tls_environment(struct dialogue *d, struct text *more)
{
  char const *s = d->tls.told.text;
  remove_others(d, more);
  for (; d->tls.on && *s; s += strlen(s) + 1)
    if (is_ours(s)) text_add(more, s, strlen(s) + 1);
}
