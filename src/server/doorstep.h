/* What is said to a client that gets no process: at the door, in place. */

#ifndef SERVER_DOORSTEP_H
#define SERVER_DOORSTEP_H

#include "guest.h"
#include "../smtp/connection.h"

/* So much goes to the log. */
void doorstep_begin(enum log_level level);

/* Look the client up, of which the address is known: its record and its
   class. Returns how many milliseconds it is to be silent before it is
   greeted. */
unsigned int doorstep_look(struct guest *g,
  struct connection_rules const *rules);

/* 1 if the DNS is asked about it, behind doorstep_look: by a process of its own,
   while that waits. */
int doorstep_asks(struct guest *g, struct connection_rules const *rules);

/* Send it the teaser, if there is one. */
void doorstep_tease(struct guest *g, struct connection_rules const *rules);

/* Its wait is over, and it was silent. 1: it was refused, and line and log are
   written; 0: it is for a process of its own. The guest stays. */
int doorstep_judge(struct guest *g, struct connection_rules const *rules);

/* Turn it away with this reply; the log says why; with a line in the journal or
   without. */
void doorstep_turn_away(struct guest *g, struct connection_rules const *rules,
  char const *reply, char const *why, int line);

#endif
