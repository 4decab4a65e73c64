/* common/current, the end of the common log, to append to. Only one process
   does, who holds common/lock. Whole entries, each with one write; it ends
   where the file ends, but for an entry that somebody was killed in the middle
   of: its frame counts, and what is missing of it comes again from the
   engine. */

#ifndef SHARE_COMMON_H
#define SHARE_COMMON_H

#include <stdint.h>

#include <skalibs/genalloc.h>
#include <skalibs/stralloc.h>

#include "engine.h"
#include "../journal/error.h"
#include "../journal/frame.h"
#include "../journal/segment.h"

#ifndef COMMON_SEGMENT
#define COMMON_SEGMENT 16777216 /* bytes; the entry that finds so many begins a
                                   new segment */
#endif

struct common
{
  int home;
  struct error *error;
  int lock;                   /* -1: only to look */
  char name[HOST_LEN + 1];    /* of the log */
  struct segment segment;     /* common/current */
  uint64_t size;              /* the end of its last entry */
  uint64_t missing;           /* so much of that is not there yet */
  genalloc places;            /* struct journal_place: how far each host is */
  struct frame last;          /* the last entry that came from the engine */
  int any;                    /* there is one */
  uint64_t alone;             /* so many entries behind it are ours alone */
  stralloc buffer;
};

/* Open it and find its end. Only to look, it is not written to. The caller
   closes it after 1 only. 1; 0 there is none; -1. */
int common_open(struct common *c, int home, struct error *error);
int common_look(struct common *c, int home, struct error *error);

/* Append an entry; says so if it does not follow what there is of its host. 1;
   -1. */
int common_append(struct common *c, struct entry const *x);

/* Write what is missing of the last entry. 1; -1. */
int common_complete(struct common *c, struct entry const *x);

void common_close(struct common *c);

/* Say that the log is no good as it is here. Returns -1. */
int common_broken(struct error *error, char const *path, char const *what);

#endif
