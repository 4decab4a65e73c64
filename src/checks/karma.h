/* karma: the box, and what the session is scored by. */

#ifndef CHECKS_KARMA_H
#define CHECKS_KARMA_H

#include "check.h"

extern struct check const check_karma;

/* Give the session the figures by which its line is written, whether or not
   the check itself runs: strikes, nice, negative, penalty_days,
   penalty_max. */
void karma_settings(struct session *s);

#endif
