/* earlytalker: clients that talk before it is their turn. */

#ifndef CHECKS_EARLYTALKER_H
#define CHECKS_EARLYTALKER_H

#include "check.h"

#define EARLYTALKER_KNOWN 5   /* a history greater than this is not made wait */

extern struct check const check_earlytalker;

/* Milliseconds that this client is to be silent before it is greeted, 0: none.
   What was waited before (s->waited) is not taken off. */
unsigned int earlytalker_wait(struct session *s);

/* Send the teaser, if there is one and it was not sent. */
void earlytalker_tease(struct session *s);

/* Look once more, without waiting, just before the greeting is written: a
   client that spoke while the backend started is an early talker too. Call it
   only when ruleset_run would have run the check. */
void earlytalker_again(struct session *s);

#endif
