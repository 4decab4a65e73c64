/* This host's own journal, where the common log is what is folded. */

#ifndef FOLD_OWN_H
#define FOLD_OWN_H

#include <stdint.h>

#include "../journal/error.h"

#define OWN_DAY 86400       /* seconds: so far may a host have to go back, and
                               its lines come again */

/* Rotate it if that is due at `now`, as a fold of it would. Remove the rotated
   segments that are older than a day and told before that segment of the common
   log began, `folded', in which karma.cdb's cursor stands. The caller holds the
   lock. 1; -1. */
int own_tend(int home, uint64_t folded, uint64_t now, struct error *error);

#endif
