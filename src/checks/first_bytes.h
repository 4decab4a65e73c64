/* What the first bytes of a client that talks early look like. */

#ifndef CHECKS_FIRST_BYTES_H
#define CHECKS_FIRST_BYTES_H

#include <stddef.h>

/* smtp, tls (a client hello), http, proxy (a PROXY header, v1 or v2) or
   other. */
char const *first_bytes_kind(char const *s, size_t n);

#endif
