/* The databases, read: what is known of a client. Our own bounded look-up by
   pread; a damaged file answers `broken`, never a wrong record, and costs a
   bounded number of reads. */

#ifndef DATABASE_READER_H
#define DATABASE_READER_H

#include "lookup.h"
#include "../karma/key.h"
#include "../karma/record.h"

#define KARMA_CDB "karma.cdb"
#define RECENT_CDB "recent.cdb"

struct reader
{
  struct lookup_file karma;   /* fd is -1: not there */
  struct lookup_file recent;
  uint64_t newest;    /* time of the newest line folded */
  char const *file;   /* after -1: which file is broken */
  char const *why;    /* and how; both static text */
};

/* Open recent.cdb, then karma.cdb, below `home`, then compare recent's base
   with karma's id; a recent that belongs to another karma does not exist.
   1 opened; 0 there is no database yet; -1 broken (file and why tell; a
   karma.cdb that can be used stays open nevertheless). */
int reader_open(struct reader *r, int home);

/* Look a client or a network up. 1 found; 0 absent, or behind so many others in
   its hash table that we do not look that far (lookup.h); -1 broken. */
int reader_find(struct reader *r, struct key const *k, struct record *record);

/* 1 if a fold wrote what is open, or folded a line, at this time or later. */
int reader_since(struct reader const *r, uint64_t time);

void reader_close(struct reader *r);

/* The highest number of a segment that a cursor of the databases knows, whether
   they belong together or not; 0 if there are none. A broken one has none:
   that it is, is for others to say. 1; 0 they cannot be read (errno). */
int reader_floor(uint64_t *number, int home);

#endif
