/* Listening sockets. (Those that listen already: inherited.h.) */

#ifndef SERVER_LISTENER_H
#define SERVER_LISTENER_H

#include <stdint.h>

#include "../karma/address.h"

#define LISTENERS 16      /* at most */

/* Bind to this address (`0' or `::': all of both families, where the system
   can) and this port (a number, or smtp, submission, submissions, smtps), and
   listen. The descriptor; -1 (errno; 0: that is no address or no port). */
int listener_bind(char const *host, char const *port, unsigned int backlog);

/* The port that it listens to, 0 unknown. */
uint16_t listener_port(int fd);

/* Take a connection: its descriptor, the client's address and port. -1
   (errno). */
int listener_accept(int fd, struct address *a, uint16_t *port);

#endif
