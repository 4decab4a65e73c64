/* karma: the box, and what the session is scored by. */

#ifndef CHECKS_KARMA_H
#define CHECKS_KARMA_H

#include "check.h"

extern struct check const check_karma;

/* What the values of its options come to; they hold whether or not the check
   itself is listed. The awards and `observe` are not its own. */
void karma_settings(struct karma_settings *k, struct value const *v);

#endif
