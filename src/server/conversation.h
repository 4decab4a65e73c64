/* A child of the process that forks: the conversation with one client. */

#ifndef SERVER_CONVERSATION_H
#define SERVER_CONVERSATION_H

#include "order.h"
#include "../smtp/connection.h"

/* For all of them. */
void conversation_begin(enum log_level level, char const *const *backend);

/* Serve the client on descriptors 0 and 1, whose rule was looked up with this
   answer (rules.h), and exit. Its line goes into the pigeonhole of its slot. */
void conversation_run(struct order const *o,
  struct connection_rules const *rules, int rule);

#endif
