/* The client's history, looked up when somebody first asks. */

#ifndef SESSION_HISTORY_H
#define SESSION_HISTORY_H

#include "session.h"

/* The client's record as of the last fold; all zero when it is unknown, has
   none, or the databases cannot be read (one warning: a damaged database
   never blocks mail). */
struct record const *history_record(struct session *s);

/* nice - naughty of that record. */
int64_t history_of(struct session *s);

#endif
