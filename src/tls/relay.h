/* The third stage: what the client says goes to qkarma-smtpd, and what that
   says to the client. */

#ifndef TLS_RELAY_H
#define TLS_RELAY_H

#include "tunnel.h"

/* TLS is there: relay until both have ended. First qkarma-smtpd is told
   s[0..n), some hundred bytes. */
void relay(struct tunnel *t, char const *s, size_t n);

#endif
