/* karma.cdb made anew, from the newest base that verifies and the journal
   behind it; without a base, from the oldest segment that is kept. */

#ifndef FOLD_REBUILD_H
#define FOLD_REBUILD_H

#include <stdint.h>

#include "fold.h"
#include "../database/snapshot.h"
#include "../journal/error.h"

#define REBUILD_CDB "rebuild.cdb"
#define REBUILD_RECENT "rebuild-recent.cdb"   /* of what does not fit there */
#define REBUILD_TMP "rebuild.tmp"             /* either, being written */
#define REBUILD_OLD "karma.cdb.bad"     /* what was in its place */

struct rebuild
{
  char base[SNAPSHOT_NAME];  /* where it starts; empty: there is none */
  uint64_t refused;         /* newer ones that do not verify */
  uint64_t segments;        /* of the journal, behind it */
  uint64_t bytes;
  struct stamp since;       /* when the first of these was begun */
};

/* Find out what a rebuild would do; nothing is written. The caller holds the
   lock, unless he only wants to know. 1, -1. */
int rebuild_plan(struct rebuild *p, int home, struct error *error);

/* Do it: until the new database is complete, the old one stays in force; it is
   kept as karma.cdb.bad. The caller holds the lock; `f` is just begun, and
   tells afterwards what was folded. 1; -1, and f->fault. */
int rebuild_run(struct rebuild const *p, struct fold *f);

/* Remove what a rebuild that was cut short has left. The caller holds the lock.
   1, -1. */
int rebuild_clear(int home, struct error *error);

#endif
