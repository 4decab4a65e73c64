/* The fold rule: what one journal line does to one client's record. A pure
   function of the lines in their order; no clock, no control file. */

#ifndef KARMA_RULE_H
#define KARMA_RULE_H

#include <stdint.h>

#include "line.h"
#include "record.h"

/* Rules may change with the version of the databases (RECORD_VERSION, or the
   one before it), so that what was folded by the old ones stays as it is. */

/* 1 if it is of one who came once or twice and was not judged: soon forgotten,
   and nothing is lost by it. Since version 2 nobody of whom a message was
   accepted is forgotten so soon. */
int rule_once(struct record const *r, uint64_t version);

/* 1 if a record with nothing after `newest` (the newest line time folded so
   far) is dead at time t: expired, and no box running. Dead means: the next
   line for it starts from nothing, whenever it comes. */
int rule_dead(struct record const *r, uint64_t t, uint64_t newest,
  uint64_t expire_days, uint64_t version);

/* 1 if the order `prune days=` given at time t removes this record: last seen
   longer ago than that, and not in a box that runs. */
int rule_prunes(struct line const *prune, struct record const *r);

/* What rule_apply did with the record that was there. */
enum rule_answer
{
  RULE_KEPT,        /* it was built upon */
  RULE_RESET,       /* it was dead and started from nothing */
  RULE_NOTHING      /* release of an unknown client, or an import of nothing:
                       there is no record */
};

#define RULE_NEVER UINT32_MAX   /* as expire_days: no record is ever dead */

/* Apply a line about this client (a connection, or an order) to its
   record; of a client without one, to a zero record with *exists = 0, which
   becomes 1. `newest` includes this line. */
enum rule_answer rule_apply(struct record *r, int *exists,
  struct line const *l, uint64_t newest, uint64_t expire_days,
  uint64_t version);

/* How many connects a line adds to a record that has so many, none if there was
   no record or if it was dead. */
uint64_t rule_connects(uint64_t connects, struct line const *l);

/* 1 if good mail keeps this client out of the box though its history is
   negative: where `mixed` (0: never) naughty connections to each nice one box,
   there are not so many. */
int rule_mixed(struct record const *r, uint64_t mixed);

/* A box begins this long before its `since`, so that parallel connections
   and clocks that step back a little meet it too. */
#define RULE_BOX_MARGIN 3600

/* 1 if the box is in force at this time. */
int rule_boxed(struct record const *r, uint64_t now);

#endif
