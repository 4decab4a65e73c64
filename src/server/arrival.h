/* A connection comes. */

#ifndef SERVER_ARRIVAL_H
#define SERVER_ARRIVAL_H

#include <stdint.h>

#include "waiter.h"

/* Look at the client of this socket, which is ours from now on, and let it
   wait, or give it to a process, or send it away. */
void arrive(int fd, struct address const *a, uint16_t port,
  struct waiter const *waiter);

#endif
