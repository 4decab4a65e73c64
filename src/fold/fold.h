/* The fold: new lines of the journal into the databases. One round takes the
   lock, reads what is new, in batches, commits each batch, and lets go. */

#ifndef FOLD_FOLD_H
#define FOLD_FOLD_H

#include <stdint.h>
#include <sys/stat.h>

#include "batch.h"
#include "input.h"
#include "../base/progress.h"
#include "../database/header.h"
#include "../journal/error.h"
#include "../journal/retention.h"

#ifndef FOLD_BATCH
#define FOLD_BATCH 201326592    /* bytes of journal in a batch, */
#endif
#ifndef FOLD_LINES
#define FOLD_LINES 1638400      /* and lines: so it takes 125 MiB at most */
#endif
#ifndef FOLD_FUTURE
#define FOLD_FUTURE 86400       /* seconds ahead of our clock that we believe */
#endif
#ifndef FOLD_DAY
#define FOLD_DAY 86400          /* seconds until a major fold is due */
#endif
#define FOLD_EXPIRE_LEAST 3     /* days: we order no fewer ourselves */
#define FOLD_SELDOM 4096        /* lines or records between two looks at the
                                   clock, for progress */
#define FOLD_LEAP 604800        /* seconds between lines: is it the clock? */
#define FOLD_MANY 10            /* clients; fewer may expire at any time */
#ifndef FOLD_FEW
#define FOLD_FEW 10000          /* clients; so many are looked up in no time */
#endif

/* What the caller chooses; fold_begin() gives all of it a value. */
struct fold_settings
{
  int home;
  char const *name;         /* what major folds write: fold_karma, or else a
                               database beside it, that no reader reads; */
  char const *recent;       /* and what minor folds do */
  int force;                /* a major fold in any case, whatever it drops */
  struct retention keep;    /* of rotated segments */
};

/* What a round came to. */
struct fold_result
{
  struct error error;       /* after -1 */
  uint64_t lines;           /* taken in this round, the bad ones included */
  uint64_t lines_bad;
};

struct fold
{
  struct fold_settings settings;
  struct fold_result result;

  /* All else is its own. */
  struct header header;     /* of the databases; then, of what is written */
  char id[HEADER_ID];       /* of karma.cdb */
  uint64_t folded;          /* the segment that karma.cdb's cursor is in */
  uint64_t clients;         /* how many karma.cdb has */
  uint64_t version;         /* and by which rules lines are folded into it */
  int fresh;                /* there is no database yet */
  int recent_damaged;       /* why it is broken: that one can be had again */
  struct fold_input input;
  struct batch batch;
  struct line order;        /* `set` or `prune`, if it ended the batch */
  int ordered;
  int bad;                  /* journal/bad, once it is needed; else -1 */
  struct stat seen;         /* journal/current when all of it was read */
  struct progress progress; /* of reading the journal, for who began it */
  uint64_t bytes;           /* read so far */
};

enum fold_answer
{
  FOLD_BROKEN = -1,         /* error says why; the databases are in order,
                               and have all of a batch or nothing of it */
  FOLD_NOTHING,             /* nothing new */
  FOLD_DONE,
  FOLD_BUSY                 /* somebody else has the lock */
};

/* The name of the database that readers read. */
extern char const fold_karma[];

/* Prepare for rounds below `home`. */
void fold_begin(struct fold *f, int home);

/* 1 if nothing was written to the journal since a round read all of it. */
int fold_idle(struct fold const *f);

/* 1 if the last fold was a minor one: the header is recent.cdb's. */
int fold_isminor(struct fold const *f);

/* Append what a round has come to: `7 lines, 0 bad; 1 client, 4 networks`, and
   if these are only those of recent.cdb, that. */
void fold_add(struct text *t, struct fold const *f);

/* One round. After it, feed.waiting tells that lines of a rotated segment may
   still come. */
enum fold_answer fold_round(struct fold *f);

/* Likewise when the caller has the lock already. */
enum fold_answer fold_locked(struct fold *f);

/* Read a batch of lines from the feed; bad ones go to journal/bad. 1; 0 there
   is none now; -1. */
int fold_read(struct fold *f);

/* Write karma.cdb anew from the databases and the batch, whose lines end where
   the feed stands, and put it in place. 1; 0 it would be too large; -1. */
int major_fold(struct fold *f);

/* Write recent.cdb anew likewise; these expire_days hold from then on, which
   are not more than before. 1; 0 a look-up in karma.cdb is broken, or all have
   taken `most' reads, as error says: a major fold may do better; -1. */
int minor_fold(struct fold *f, uint64_t expire_days, uint64_t most);

#endif
