/* Lines of the journal: one per connection, and the operator's orders.

     @STAMP ADDRESS KARMA SUCCESS TEMPFAIL PERMFAIL CLASS END EVENTS
       [name=value...] ~hhhh                        (all in one line)
     @STAMP ADDRESS capture days=D why=...  ~hhhh
     @STAMP ADDRESS release why=...         ~hhhh
     @STAMP ADDRESS import since=T days=D naughty=N nice=N connects=N ~hhhh
     @STAMP - set expire_days=N             ~hhhh
     @STAMP - prune days=D                  ~hhhh

   printable ASCII, single blanks. ~hhhh is the check (base/sum.h) over all
   before the blank that precedes it. */

#ifndef KARMA_LINE_H
#define KARMA_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "record.h"
#include "stamp.h"
#include "../base/sum.h"
#include "../base/text.h"

#define LINE_LEN 1000   /* bytes at most, the final LF included */
#define LINE_TAIL (SUM_DIGITS + 2)  /* ` ~hhhh` */

enum line_kind
{
  LINE_CONNECTION,
  LINE_CAPTURE,
  LINE_RELEASE,
  LINE_IMPORT,
  LINE_SET,
  LINE_PRUNE
};

/* What a connection earned (the letter in the line). */
enum line_class
{
  CLASS_BOXED = 'b',      /* refused by the running box */
  CLASS_IMMUNE = 'i',
  CLASS_NAUGHTY = 'n',
  CLASS_NICE = 'g',
  CLASS_NEUTRAL = '-'
};

struct line
{
  enum line_kind kind;
  struct stamp stamp;
  struct address address;
  int64_t karma;
  struct outcome counts;
  enum line_class class;
  char const *end;        /* why the connection ended; points into the line */
  size_t endlen;
  char const *events;     /* likewise */
  size_t eventslen;
  char const *pairs;      /* all name=value pairs, likewise */
  size_t pairslen;
  uint64_t negative;      /* neg=: with class n, in force for this client */
  uint64_t penalty_days;  /* pd=, in ten-thousandths of a day */
  uint64_t penalty_max;   /* pm=, likewise */
  uint64_t mixed;         /* mx=, optional: so many naughty connections to
                             each nice one box; 0: nice ones do not matter */
  uint64_t asked;         /* nb=, optional: 1 if the check neighbourhood asked
                             the client to come again */
  uint64_t days;          /* days= of capture, import and prune, in
                             ten-thousandths; of set, expire_days in days */
  uint64_t since;         /* of import: what another program knew of the box */
  uint64_t naughty;       /* and of connections */
  uint64_t nice;
  uint64_t connects;
};

/* Read a line without its LF. 1; or 0, and *why says what is wrong. */
int line_scan(struct line *l, char const *s, size_t n, char const **why);

/* A name=value pair of a line; points into it. */
struct pair
{
  char const *name;
  size_t namelen;
  char const *value;      /* escaped, as it stands there */
  size_t len;
};

/* Take the first pair out of the text s[0..n), l->pairs to begin with, and go
   on behind it; words that are no pairs are passed over. 1, or 0 at the end. */
int line_take(struct pair *p, char const **s, size_t *n);

/* Find a pair by its name. 1, or 0 there is none. */
int line_find(struct pair *p, struct line const *l, char const *name);

/* Begin a line of a connection in the text, which must lie over an array of
   LINE_LEN bytes: everything up to EVENTS, then neg, pd, pm and mx of class
   n, and nb. */
void line_connection(struct text *t, struct line const *l);

/* Begin an order's line in such a text: stamp, address, order word. */
void line_order(struct text *t, struct stamp const *stamp,
  struct address const *a, char const *word);

/* Begin an import's line: its stamp, address, since, days and counts. */
void line_import(struct text *t, struct line const *l);

/* Append a name=value pair, the value escaped and cut to what fits. */
void line_pair(struct text *t, char const *name, char const *value, size_t n);

/* Append the check and the LF. */
void line_finish(struct text *t);

#endif
