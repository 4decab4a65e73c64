/* What a handshake is made with: OpenSSL's context, and the certificates from
   which a client gets those for the name that it asks for. A context does not
   change; renewed certificates make a new one, and a handshake that began with
   the old one goes on with it. */

#ifndef TLS_CONTEXT_H
#define TLS_CONTEXT_H

#include <openssl/ssl.h>

#include "pair.h"
#include "../config/tls.h"

struct context;

/* What OpenSSL reads for itself, such as its own settings: before there are no
   files any more. 1, 0. */
int context_prepare(void);

/* Can this pair be used at all? 1; 0 and `why`: its key is too short for the
   system's security level, say. */
int context_takes(struct pair const *p, struct text *why);

/* Make one of all pairs, the default first. 0: and `why`. Whoever has it has
   one reference. */
struct context *context_make(struct tls_settings const *s,
  struct pair const *pairs, unsigned int n, struct text *why);

/* A new client's, with this socket; 0 out of memory. */
SSL *context_client(struct context *c, int fd);

struct context *context_share(struct context *c);
void context_release(struct context *c);

#endif
