/* The second stage: TLS begins. */

#ifndef TLS_HANDSHAKE_H
#define TLS_HANDSHAKE_H

#include "tunnel.h"

/* Shake hands with the client. */
void handshake(struct tunnel *t);

#endif
