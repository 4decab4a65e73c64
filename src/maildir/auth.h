/* AUTH PLAIN and AUTH LOGIN (RFC 4954) of the embedded backend. */

#ifndef MAILDIR_AUTH_H
#define MAILDIR_AUTH_H

#include <stddef.h>

#include "server.h"

/* Obey AUTH, s[0..n) is what stands behind it. Returns the answer, or 0 when
   it was given already. No copy of the password is left in memory, but for
   what the kernel has. */
char const *server_auth(struct server *s, char const *arg, size_t n);

#endif
