/* The journal as one stream of lines from the cursor on, through as many
   segments as there are. Rotates the current segment when it has grown large
   or old; goes on behind a rotated segment only when it is sealed, so that
   lines are always folded in file order. */

#ifndef FOLD_INPUT_H
#define FOLD_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <skalibs/genalloc.h>

#include "../database/header.h"
#include "../journal/error.h"
#include "../journal/lines.h"
#include "../journal/segment.h"

#ifndef FOLD_INPUT_SEGMENT
#define FOLD_INPUT_SEGMENT 16777216  /* rotate past so many bytes */
#endif
#define FOLD_INPUT_DAY 86400    /* or seconds */

struct fold_input
{
  int home;
  char const *log;          /* which one (journal/log.h) */
  struct error *error;
  genalloc list;            /* struct journal_entry: the rotated segments */
  struct segment segment;   /* where we are; its fd is -1 when closed */
  int current;              /* it is journal/current */
  int sealed;               /* it is rotated, and no writer has it any more */
  int waiting;              /* somebody keeps it from being sealed: */
  pid_t holder;             /* this process; 0 in a namespace we cannot see */
  struct lines lines;       /* of it, as far as they were given out */
  uint64_t now;             /* Unix time */
  uint64_t folded;          /* the number of the segment of the cursor */
  struct stamp const *newest; /* of the lines folded so far */
  int distrust;             /* the segment is not what was folded: */
  struct stamp limit;       /* only lines newer than this are given out */
  uint64_t time;            /* of the common log: when the entry was taken that
                               the line is of, Unix time; 0: it is unknown */
};

/* Begin behind a cursor; with the number 0, at the oldest segment. The caller
   holds the lock; f->home, f->log, f->fault, f->now and f->newest are set, and
   *f->newest takes the lines that are given out into account. 1; 0 it is the
   common log, and its segment is not there yet; -1. */
int fold_input_open(struct fold_input *f, struct cursor const *cursor);

/* The next line without its LF, valid until the next call. A line that is too
   long is cut to more than LINE_LEN bytes, so that nobody takes it. 1; 0 there
   is no more now (if `waiting` is set: because somebody may still write into
   this segment); -1. */
int fold_input_line(struct fold_input *f, char const **s, size_t *n);

/* The time by which a line is from the future or not, Unix time: that of our
   clock; of the common log, that of the engine's when it took the line, for
   which reason all hosts find the same. */
uint64_t fold_input_now(struct fold_input const *f);

/* The cursor behind the last line given out. 1, -1. */
int fold_input_cursor(struct fold_input *f, struct cursor *cursor);

/* Sync what was read: this segment (those before it are synced) and the
   directory. 1, -1. */
int fold_input_sync(struct fold_input *f);

void fold_input_close(struct fold_input *f);

#endif
