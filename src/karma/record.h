/* What is known of a client or a network: the value of a database record.

     since:until:naughty:nice:connects:last:period:success:tempfail:permfail:
     success0:tempfail0:permfail0:good:bad:good0:bad0:asked:sum

   in one line, zero written as nothing. Times are Unix seconds, UTC. A value of
   version 1 ends with permfail0 and the sum; the rest is zero. */

#ifndef KARMA_RECORD_H
#define KARMA_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define RECORD_VERSION 2            /* of the text, and of the rules */
#define RECORD_FMT 400              /* a longer value is broken */
#define RECORD_WINDOW 2592000       /* seconds in a window: 30 days */
#define RECORD_DAY 86400

/* Recipients by what became of them, within one window. */
struct outcome
{
  uint64_t success;
  uint64_t tempfail;
  uint64_t permfail;
};

/* Nothing but numbers, in the order of the text: it is written and read as an
   array of them. */
struct record
{
  uint64_t since;           /* the box; both 0: never boxed. Networks: 0 */
  uint64_t until;
  uint64_t naughty;         /* connections */
  uint64_t nice;
  uint64_t connects;
  uint64_t last;            /* when it was last seen */
  uint64_t period;          /* which window `now` is: time / RECORD_WINDOW */
  struct outcome now;
  struct outcome before;    /* the window before that */
  uint64_t good;            /* connections of class g in the window `now', */
  uint64_t bad;             /* and of class n; a network has members instead */
  uint64_t good0;           /* in the window before that */
  uint64_t bad0;
  uint64_t asked;           /* when the check neighbourhood asked the client to
                               come again; 0: never. Networks: 0 */
};

/* 1 if the record is all zero: nothing is known, as if there were none. In
   recent.cdb it stands for a record that karma.cdb has and that is gone. */
int record_isnone(struct record const *r);

/* nice - naughty */
int64_t record_history(struct record const *r);

/* Write the value of the record of this key text, at most RECORD_FMT bytes,
   no final NUL. Returns the length. */
size_t record_fmt(char *s, struct record const *r, char const *key,
  size_t keylen);

/* Read such a value. 1; or 0 when it is malformed or its sum does not
   agree, and r is all zero. */
int record_scan(struct record *r, char const *value, size_t n,
  char const *key, size_t keylen);

/* Turn the windows on to this period (never back), so that counts of time t
   with period t / RECORD_WINDOW can be added. */
void record_turn(struct record *r, uint64_t period);

/* Count outcomes at time t: in the current window, in the one before, or, if
   older, in none. Turns the windows on. */
void record_count(struct record *r, uint64_t t, struct outcome const *o);

/* Likewise a connection that was good, or bad. */
void record_judge(struct record *r, uint64_t t, int good);

/* How much a member adds to its network of each of good, bad, good0 and bad0, at
   most: networks count members, not connections. */
#define RECORD_ONCE 1
#define RECORD_ALL UINT64_MAX

/* A network's record is the sum of its members, windows aligned; last and
   period are the latest. Add a member to it. */
void record_add(struct record *network, struct record const *member,
  uint64_t most);

/* What a member's change from `was` to `is` changes in its networks: numbers
   modulo 2^64, to be added with RECORD_ALL and for that only; `last` is that of
   `is`. */
void record_change(struct record *change, struct record const *was,
  struct record const *is, uint64_t most);

/* The counts that a sliding window ending at x holds, times RECORD_WINDOW:
   current + previous x (1 - elapsed share of the window), exact. */
void record_sliding(struct outcome *scaled, struct record const *r,
  uint64_t x);

/* Likewise good and bad connections, or members of a network. */
void record_sliding_judged(uint64_t *good, uint64_t *bad,
  struct record const *r, uint64_t x);

#endif
