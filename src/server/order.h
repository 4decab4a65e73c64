/* What the process that waits tells the one that forks: a client's socket, and
   all that is known of the client. They are one program, so the order is a
   structure as it stands in memory. And what it is told back: whose
   conversation is over. */

#ifndef SERVER_ORDER_H
#define SERVER_ORDER_H

#include <stdint.h>

#include <skalibs/tai.h>

#include "../karma/address.h"
#include "../karma/record.h"

struct order
{
  uint32_t slot;            /* of the conversation */
  uint32_t connections;     /* of this client, this one included */
  uint32_t edition;         /* of the control files: settings.h */
  struct address address;
  uint16_t port;
  unsigned char teased;     /* see session/session.h, likewise: */
  unsigned char looked_up;
  unsigned char weighed;
  unsigned char spare_names;
  uint32_t spared;
  uint32_t waited;
  tain start;
  struct record record;
  uint64_t q;
};

/* Send it with a descriptor, -1: none. 1; 0 (errno). Does not wait. */
int order_send(int to, struct order const *o, int fd);

/* Receive one, without waiting. 1; 0 the sender is gone; -1 (errno). *fd is -1
   when none came. */
int order_receive(int from, struct order *o, int *fd);

#endif
