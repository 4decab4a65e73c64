/* The client's history, looked up when somebody first asks. */

#ifndef CHECKS_HISTORY_H
#define CHECKS_HISTORY_H

#include "../session/session.h"

/* The client's record as of the last fold; all zero when it is unknown, has
   none, or the databases cannot be read (one warning: a damaged database
   never blocks mail). */
struct record const *history_record(struct session *s);

/* A network's record, likewise. 1; 0 when there is none to be had. */
int history_network(struct session *s, struct key const *network,
  struct record *record);

/* Those of n networks at once; one that is not there is all zero. 1; 0 there
   are no databases that a fold has written since this time. */
int history_networks(struct session *s, struct key const *network,
  struct record *record, unsigned int n, uint64_t since);

/* nice - naughty of that record. */
int64_t history_of(struct session *s);

#endif
