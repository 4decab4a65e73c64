/* The journal as it is told: its lines from a time on, or the last few, in file
   order, for reports. Reads only: no lock, no rotation, no trace. While the
   fold rotates and removes segments under it, it misses no line and tells none
   twice. Nor of the common log of several hosts, but where that goes back:
   then those lines come again that have their place behind. */

#ifndef JOURNAL_JOURNAL_READER_H
#define JOURNAL_JOURNAL_READER_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/genalloc.h>

#include "cursor.h"
#include "error.h"
#include "lines.h"
#include "segment.h"
#include "../karma/line.h"

struct journal_reader
{
  int home;
  char const *log;          /* which one (journal/log.h) */
  struct error *error;
  uint64_t since;           /* Unix time: older lines are passed over */
  uint64_t until;           /* and those of this time, or later */
  genalloc list;            /* struct journal_entry: the rotated segments */
  struct segment segment;   /* where we are; its fd is -1 when closed */
  struct lines lines;
  struct stamp newest;      /* of the lines read so far */
  struct stamp limit;       /* a segment that was put back: only newer ones */
  char host[HOST_LEN + 1];  /* of the common log: whose line; else "" */
  uint64_t alone;           /* where our own begin there that nobody heard */
  int ended;                /* there was no further line */
  char const *s;            /* the line that journal_reader_next() gave */
  size_t n;
  uint64_t bad;             /* bad lines so far */
  uint64_t done;            /* bytes read of segments before this one */
  uint64_t total;           /* bytes that there were at the beginning */
};

/* Begin at the first line of that time or later. 1; 0 there is no journal;
   -1, and error says why. The journal reader is large: make it static. */
int journal_reader_open(struct journal_reader *c, int home, char const *log,
  uint64_t since, uint64_t until, struct error *error);

/* Begin n lines before the end. Likewise. */
int journal_reader_last(struct journal_reader *c, int home, char const *log,
  uint64_t n, struct error *error);

/* Begin behind a place of this host's own journal where one was before; where
   its segment is gone, with the first that came later; with the number 0, at
   its beginning. Likewise. */
int journal_reader_from(struct journal_reader *c, int home,
  struct cursor const *place, struct error *error);

/* The place behind the last line that was given out. 1; 0 there is none now. */
int journal_reader_place(struct journal_reader *c, struct cursor *place);

/* The next line, also as text (c->s, c->n), valid until the next call. 1; 0
   there is none now (ask again later: there may be one then); -1. */
int journal_reader_next(struct journal_reader *c, struct line *l);

/* Bytes read so far, of c->total. */
uint64_t journal_reader_done(struct journal_reader const *c);

void journal_reader_close(struct journal_reader *c);

#endif
