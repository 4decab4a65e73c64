/* What the process that forks enters into the journal: the line that a
   conversation has left, or that it was killed and left none. */

#ifndef SERVER_ENTRY_H
#define SERVER_ENTRY_H

#include <stddef.h>
#include <sys/types.h>

#include "order.h"
#include "../smtp/connection.h"

/* So much goes to the log. */
void entry_begin(enum log_level level);

/* Append what a conversation has left. A conversation speaks for its own client
   only (unless it is renamed: by rules_rename, when the conversation began), of
   the connection and nothing else, and at no other time than now: the stamp is
   ours. What is not so is refused, and said in the log. */
void entry_append(struct order const *o, int renamed,
  struct connection_rules const *rules, char const *line, size_t n);

/* The process of this client was killed by a signal, and could not leave its
   line: say it; in the journal, too, unless its pigeonhole was closed. If it is
   renamed, whoever signed that is the client. */
void entry_killed(struct order const *o, int renamed, pid_t pid, int signal,
  struct connection_rules const *rules);

#endif
