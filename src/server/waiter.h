/* The process that waits: it takes connections, holds those that are to be
   silent before they are greeted, and gives each to a process of its own when
   its time has come. Not a byte that a client sends is read here. */

#ifndef SERVER_WAITER_H
#define SERVER_WAITER_H

#include <stdint.h>

#include "listener.h"

struct waiter
{
  int listener[LISTENERS];
  unsigned int listeners;
  uint32_t conversations;     /* -c: at once */
  uint32_t per_client;        /* -C: connections of one client; 0: any number */
  uint32_t most;              /* -w: connections without a process */
  int forker;                 /* where orders go (forker.h) */
  char const *rules;          /* -x, or 0 */
};

/* Make room for all that may wait; from now on signals are heard. *s stays the
   caller's. 1; 0 (errno). */
int waiter_begin(struct waiter const *s);

/* Serve until SIGTERM: 1; 0 it cannot go on (errno, or desk_lost says why).
   Conversations last longer. */
int waiter_run(void);

#endif
