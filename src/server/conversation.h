/* A child of the process that forks: the conversation with one client. */

#ifndef SERVER_CONVERSATION_H
#define SERVER_CONVERSATION_H

#include <sys/types.h>

#include "order.h"
#include "../smtp/connection.h"

/* For all of them. */
void conversation_begin(int home, enum log_level level,
  char const *const *backend);

/* Serve the client on descriptors 0 and 1, and exit. *told becomes 1 when its
   line is in the journal. */
void conversation_run(struct order const *o,
  struct connection_rules const *rules, unsigned char *told);

/* The process of this client was killed by a signal, and could not write its
   line: say it. */
void conversation_killed(struct order const *o, pid_t pid, int signal,
  struct connection_rules const *rules);

#endif
