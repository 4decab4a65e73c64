/* earlytalker: clients that talk before it is their turn. */

#ifndef CHECKS_EARLYTALKER_H
#define CHECKS_EARLYTALKER_H

#include "check.h"

extern struct check const check_earlytalker;

/* Look once more, without waiting, just before the greeting is written: a
   client that spoke while the backend started is an early talker too. Call it
   only when ruleset_run would have run the check. */
void earlytalker_again(struct session *s);

#endif
