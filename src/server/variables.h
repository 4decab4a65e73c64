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

/* The two ends of a connection. */
struct variables_ends
{
  struct address remote;
  struct address local;     /* may be unknown */
  uint16_t remote_port;
  uint16_t local_port;
};

/* The variables of this client, and how many connections it has (0: that is not
   known). All that variables_add gave is gone. */
void variables_client(struct variables_ends const *e, uint32_t connections);

/* One more, or another value: s is NAME=value, and must stay. 1, 0 there are
   too many. */
int variables_add(char const *s);

/* The address of a socket's end, as the system has it. 1, 0 it is no address
   of the internet. */
struct sockaddr_storage;
int variables_address(struct address *a, uint16_t *port,
  struct sockaddr_storage const *s);

/* The local end of a socket. Likewise. */
int variables_local(struct address *a, uint16_t *port, int fd);

#endif
