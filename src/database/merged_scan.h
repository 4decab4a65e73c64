/* All clients that the databases know, in the order of their keys: the records
   of recent.cdb stand over those of karma.cdb. In constant memory. */

#ifndef DATABASE_MERGED_SCAN_H
#define DATABASE_MERGED_SCAN_H

#include "table_scan.h"
#include "../journal/error.h"

struct merged_scan
{
  struct table_scan karma;
  struct table_scan recent;
  char const *karma_name;
  char const *recent_name;
  int karma_has;        /* there is a record of karma.cdb */
  int karma_used;       /* and it was given, or stands below recent.cdb's */
  int recent_has;
  int recent_used;
  struct table_scan const *from;  /* where merged_scan_next() found the record
                               that it gave: there are its bytes, until the
                               next one */
  struct key key;
  struct record record;
};

/* Open both, recent.cdb first; one that belongs to another karma.cdb does not
   exist. 1; 0 there is no database yet; -1 broken, and error says how. */
int merged_scan_open(struct merged_scan *v, int home, struct error *error);

/* Likewise of databases of these names; `recent` may be a null pointer, then
   there is none. */
int merged_scan_open_named(struct merged_scan *v, int home, char const *karma,
  char const *recent, struct error *error);

/* The header that counts: recent.cdb's if there is one. */
struct header const *merged_scan_header(struct merged_scan const *v);

/* Go on to the next client or network. 1; 0 at the end; -1 broken. */
int merged_scan_next(struct merged_scan *v, struct error *error);

void merged_scan_close(struct merged_scan *v);

#endif
