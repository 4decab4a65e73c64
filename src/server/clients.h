/* How many connections each client has, be they waiting or conversations. A
   client is an IPv4 address, or the /64 of an IPv6 one. */

#ifndef SERVER_CLIENTS_H
#define SERVER_CLIENTS_H

#include <stdint.h>

#include "../karma/address.h"

struct client_count;

/* There will be so many connections at most. 1, 0 (errno). */
int clients_begin(uint32_t most);

/* One more of this client. */
struct client_count *clients_enter(struct address const *a);

/* One less. */
void clients_leave(struct client_count *c);

/* How many it has. */
uint32_t clients_number(struct client_count const *c);

#endif
