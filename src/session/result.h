/* What each check says of the connection in the log: one line, when the
   connection is over, with the gravest of what it found:

     192.0.2.7 earlytalker: fail, NAUGHTY: talked before the greeting: smtp

   and, where something is held against it, of whose mail (parties.h). So a
   grep, or fail2ban, finds all it needs in one line, and who counts lines
   counts connections. */

#ifndef SESSION_RESULT_H
#define SESSION_RESULT_H

#include "session.h"

/* Keep the check's word, and why. A word less grave than the one it gave
   before, or as grave, changes nothing; an empty `why` leaves that of before
   standing. `check` is the check's own name, which stays. */
void result_set(struct session *s, char const *check, enum result_word word,
  struct text const *why);

/* The same with a string. */
void result_sets(struct session *s, char const *check, enum result_word word,
  char const *why);

/* The log's word for it: `fail, NAUGHTY`. */
char const *result_name(enum result_word word);

/* Write the check's line, if the level of the log wants it. One that had
   nothing to say passes the client, or skipped it where that is immune. */
void result_log(struct session *s, char const *check);

/* Write those that were given and not yet written: of limits that hold though
   they are not listed, of a filter behind us. */
void result_log_others(struct session *s);

#endif
