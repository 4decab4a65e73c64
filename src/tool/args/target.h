/* Whom a command is about: an address, a client, a network. */

#ifndef TOOL_ARGS_TARGET_H
#define TOOL_ARGS_TARGET_H

#include <stdint.h>

#include "../../karma/key.h"
#include "../../karma/range.h"

/* Scan an address, or address/bits; a client's key as `qkarma list` prints it
   is of this form. Bits behind the prefix are cleared. Dies (100) if it is
   neither. */
void target_scan(struct range *w, char const *s);

/* 1, and *client is the key of the one client that w is (an IPv6 address is its
   /64); 0: w is a network of several. */
int target_client(struct range const *w, struct key *client);

/* The key of what s means, in whatever spelling: of a client, or of a network
   that the databases keep. 1; 0 it is neither. */
int target_key(struct key *k, char const *s);

/* 1 if the client or network k lies within w. */
int target_holds(struct range const *w, struct key const *k);

#endif
