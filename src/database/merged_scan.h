/* All clients that the databases know, in the order of their keys: the records
   of recent.cdb stand over those of karma.cdb. In constant memory. */

#ifndef DATABASE_MERGED_SCAN_H
#define DATABASE_MERGED_SCAN_H

#include "table_scan.h"
#include "../journal/error.h"

struct view
{
  struct walk karma;
  struct walk recent;
  char const *karma_name;
  char const *recent_name;
  int karma_has;        /* there is a record of karma.cdb */
  int karma_used;       /* and it was given, or stands below recent.cdb's */
  int recent_has;
  int recent_used;
  struct walk const *from;  /* where view_next() found the record that it gave:
                               there are its bytes, until the next one */
  struct key key;
  struct record record;
};

/* Open both, recent.cdb first; one that belongs to another karma.cdb does not
   exist. 1; 0 there is no database yet; -1 broken, and fault says how. */
int view_open(struct view *v, int home, struct fault *fault);

/* Likewise of databases of these names; `recent` may be a null pointer, then
   there is none. */
int view_open_named(struct view *v, int home, char const *karma,
  char const *recent, struct fault *fault);

/* The header that counts: recent.cdb's if there is one. */
struct header const *view_header(struct view const *v);

/* Go on to the next client or network. 1; 0 at the end; -1 broken. */
int view_next(struct view *v, struct fault *fault);

void view_close(struct view *v);

#endif
