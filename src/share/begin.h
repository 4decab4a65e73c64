/* The first host: a common log that begins with what this host knows. */

#ifndef SHARE_BEGIN_H
#define SHARE_BEGIN_H

#include "../journal/error.h"
#include "../journal/frame.h"

/* Make common/current, segment 1 of a log of this name, without an entry: what
   is before this place of our journal is in the databases already. 1; 0 there
   is one; -1. */
int begin_log(int home, char const *name, struct journal_place const *own,
  struct error *error);

/* Fold all of the journal, begin the log, and let karma.cdb stand at its
   beginning; then there is a control/share. Killed at any time, it can be done
   again. The caller holds the fold's lock. 1; 0 it was done before; -1. */
int begin_sharing(int home, char const *name, struct error *error);

#endif
