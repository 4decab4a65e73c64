/* TLS that ends here (`limits tls` end, now): by STARTTLS in front of any
   backend, or at once, as on port 465. qkarma-tlsd makes the handshake and
   gives back a stream of plaintext (handover/handover.h), or a UCSPI-TLS server
   does (handover/ucspi_tls.h). Two descriptors change, and for everybody else
   the client is still what speaks on 0 and 1. */

#ifndef SMTP_TLS_H
#define SMTP_TLS_H

#include "../base/text.h"
#include "../checks/limits.h"
#include "../handover/handover.h"

struct dialogue;

/* All zero to begin with. */
struct tls
{
  unsigned int asked : 1;   /* `mode' is known */
  enum limit_tls mode;
  unsigned int found : 1;   /* its socket was there */
  unsigned int outside : 1; /* somebody has made it before us */
  unsigned int on : 1;      /* all that comes is encrypted */
  unsigned int lacks : 1;   /* it was said that nobody is there to make it */
  int fd;                   /* the daemon, which has room; valid between
                               tls_reserve and the handshake */
  struct handover told;     /* SSL_PROTOCOL and others, once it is on */
};

/* What `limits tls` comes to here and now: anything but TLS_AUTO. */
enum limit_tls tls_mode(struct tls *t, struct session const *s);

/* 1 if the connection is encrypted from its first byte. To ask costs nothing
   where neither port nor configuration says so. */
int tls_at_once(struct dialogue *d);

/* 1 if TLS ends here, be it on already or not. */
int tls_ends(struct dialogue *d);

/* 1 if STARTTLS is ours to offer: it ends here, is not on, and somebody seems
   to be there to make it. If nobody is, the log says so, once. */
int tls_offers(struct dialogue *d);

/* 1 if the client may authenticate as things are (`limits auth_clear`). */
int tls_auth(struct dialogue *d);

/* 1 if MAIL must wait for TLS (`limits tls_required`). */
int tls_missing(struct dialogue *d);

/* Make the handshake on a connection that is encrypted from its first byte. 1,
   and plaintext comes; 0, and the dialogue is over. */
int tls_now(struct dialogue *d);

/* The STARTTLS command of a client whose TLS ends here. */
void tls_starttls(struct dialogue *d, size_t argument);

/* Append what the backend's environment has of TLS, as NUL-ended strings (a
   name alone: the variable goes): what the handshake came to, and nothing of
   what somebody outside may have said of another. Never SSL_CLIENT_*. */
void tls_environment(struct dialogue *d, struct text *more);

#endif
