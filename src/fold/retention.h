/* The rotated segments: how long they are kept. */

#ifndef FOLD_RETENTION_H
#define FOLD_RETENTION_H

#include "fold.h"

/* Remove the oldest ones, as long as they are older than fold->keep_days or
   there is more than fold->keep_mib of them; never one that a rebuild from
   the oldest base needs, or a refold from karma.cdb's cursor: without a base
   nothing goes. 1; -1. */
int retention_trim(struct fold *f);

#endif
