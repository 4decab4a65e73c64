/* The UCSPI variables of a client, in our own environment: what we call asks
   there who the client is, be it a check, a backend or its children. */

#ifndef SERVER_VARIABLES_H
#define SERVER_VARIABLES_H

#include <stddef.h>
#include <stdint.h>

#include "../karma/address.h"

/* From now on the environment is what it was, less what is said of a connection
   or of sockets that were handed over; `host' is $TCPLOCALHOST, 0: unset. 1; 0
   (errno). */
int variables_begin(char const *host);

/* The variables of this client: its address, the local end of its socket, and
   how many connections it has (0: that is not known). All that
   variables_add gave is gone. */
void variables_client(struct address const *remote, uint16_t port, int fd,
  uint32_t connections);

/* One more, or another value: s is NAME=value, and must stay. 1, 0 there are
   too many. */
int variables_add(char const *s);

/* The address of a socket's end, local or remote. */
struct sockaddr_storage;
int variables_address(struct address *a, uint16_t *port,
  struct sockaddr_storage const *s);

#endif
