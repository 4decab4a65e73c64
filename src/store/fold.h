/* The fold: new lines of the journal into the databases. One round takes the
   lock, reads what is new, in batches, commits each batch, and lets go. */

#ifndef STORE_FOLD_H
#define STORE_FOLD_H

#include <stdint.h>
#include <sys/stat.h>

#include "batch.h"
#include "fault.h"
#include "feed.h"
#include "header.h"

#define FOLD_BATCH 67108864     /* bytes of journal in a batch */
#define FOLD_FUTURE 86400       /* seconds ahead of our clock that we believe */

struct fold
{
  int home;
  int force;                /* a major fold in any case, whatever it drops */
  struct fault fault;       /* after -1 */
  struct header header;     /* of the databases; then, of what is written */
  int fresh;                /* there is no database yet */
  struct feed feed;
  struct batch batch;
  struct line order;        /* `set` or `prune`, if it ended the batch */
  int ordered;
  uint64_t newest;          /* the newest line time before that order */
  int bad;                  /* journal/bad, once it is needed; else -1 */
  struct stat seen;         /* journal/current when all of it was read */
  uint64_t lines;           /* taken in this round, the bad ones included */
  uint64_t lines_bad;
};

enum fold_answer
{
  FOLD_BROKEN = -1,         /* fault says why; nothing of this batch is in */
  FOLD_NOTHING,             /* nothing new */
  FOLD_DONE,
  FOLD_BUSY                 /* somebody else has the lock */
};

/* Prepare for rounds below `home`. */
void fold_begin(struct fold *f, int home);

/* 1 if nothing was written to the journal since a round read all of it. */
int fold_idle(struct fold const *f);

/* One round. After it, feed.waiting tells that lines of a rotated segment may
   still come. */
enum fold_answer fold_round(struct fold *f);

/* Write karma.cdb anew from itself and the batch, whose lines end where the
   feed stands, and put it in place. 1, -1. */
int major_fold(struct fold *f);

#endif
