/* The client's history, looked up when somebody first asks. */

#ifndef CHECKS_HISTORY_H
#define CHECKS_HISTORY_H

#include "../database/reader.h"
#include "../session/session.h"

/* The client's record as of the last fold; all zero when it is unknown, has
   none, or the databases cannot be read (one warning: a damaged database
   never blocks mail). */
struct record const *history_record(struct session *s);

/* A network's record, likewise. 1; 0 when there is none to be had. */
int history_network(struct session *s, struct key const *network,
  struct record *record);

/* Open the databases to look up more than the client, which is looked up by the
   way if nobody has asked yet. 1; 0 they cannot be read. reader_close() closes
   them in any case. */
int history_open(struct session *s, struct reader *r);

/* nice - naughty of that record. */
int64_t history_of(struct session *s);

#endif
