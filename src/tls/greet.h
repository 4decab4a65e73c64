/* The first stage: qkarma-smtpd hands over its client. */

#ifndef TLS_GREET_H
#define TLS_GREET_H

#include "tunnel.h"

/* Tell it that there is room, and wait for the client. */
void greet(struct tunnel *t);

#endif
