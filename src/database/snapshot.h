/* Bases: hard links of karma.cdb, one a week, from which `qkarma rebuild`
   starts. A base costs no copying: the next major fold leaves it behind. Its
   name is its cursor, base/NUMBER.OFFSET.cdb, so that the order of names is
   the order of the journal. */

#ifndef DATABASE_SNAPSHOT_H
#define DATABASE_SNAPSHOT_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "header.h"
#include "../journal/error.h"

#define SNAPSHOT_NAME 40        /* of `base/...`, with its NUL, at most */
#define SNAPSHOT_KEPT 2
#ifndef SNAPSHOT_WEEK
#define SNAPSHOT_WEEK 604800    /* seconds; a leap of the clock gives */
#endif
#define SNAPSHOT_STEP 172800    /* no more than this */
#define SNAPSHOT_LEAP 604800    /* one that need not be the clock's is less */
#define SNAPSHOT_HELD 5184000   /* how long one from before a leap is kept */

struct snapshot
{
  char path[SNAPSHOT_NAME];
  uint64_t number;              /* of the segment that its cursor is in */
};

/* List them, the oldest first, into a genalloc of struct base. 1; 0 on
   failure (errno); that there is no base/ is not one. */
int snapshot_list(genalloc *list, int home);

/* After a major fold with this header: is it a week since the newest base,
   then make karma.cdb one, and keep only the newest two. A week is told by the
   file times of the segments, so that a clock that leaps makes no base; and if
   it is wrong for weeks, the base from before the leap is kept for 60 days
   more. 1; -1. */
int snapshot_take(int home, struct header const *karma, uint64_t now,
  struct error *error);

/* If there is no base yet, make karma.cdb one, as it is. 1; -1. */
int snapshot_first(int home, struct error *error);

#endif
