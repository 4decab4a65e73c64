/* traps: recipients that nobody writes to honestly. */

#ifndef CHECKS_TRAPS_H
#define CHECKS_TRAPS_H

#include "check.h"

#define TRAPS "control/traps"

extern struct check const check_traps;

/* The RCPT that was just judged is for a trap, and is to be accepted towards
   the client (s->trapped): flag it, now that this phase is over. */
void traps_flag(struct session *s);

/* Find all mistakes in such a file below `at`: each is a line of `why`. 1 there
   are none; 0. */
int traps_lint(int at, char const *file, struct text *why);

#endif
