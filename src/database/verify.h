/* Whether a database is what it ought to be, all of it. */

#ifndef DATABASE_VERIFY_H
#define DATABASE_VERIFY_H

#include "header.h"
#include "../journal/error.h"

/* Read a database below `home` from end to end: every check digit, the order
   of the keys, the counts, and that every record is found by look-up. 1, and
   *h is its header; 0 there is none; -1 broken, and error says where. */
int verify_table(int home, char const *name, struct header *h,
  struct error *error);

/* Are its networks the sums of their members? Of karma.cdb or a base. 1, -1;
   0 there is no such database. */
int verify_networks(int home, char const *name, struct error *error);

/* Likewise of karma.cdb and recent.cdb merged, where a network may still
   remember a member that has been reset since. */
int verify_view(int home, struct error *error);

/* Does the journal still have what was folded into this database? 1; -1, and
   error says what it has instead. */
int verify_cursor(int home, char const *name, struct cursor const *c,
  struct error *error);

#endif
