/* The rotated segments: how long they are kept. */

#ifndef JOURNAL_RETENTION_H
#define JOURNAL_RETENTION_H

#include <stdint.h>

#include "error.h"

struct retention
{
  unsigned int days;        /* how long they are kept, */
  unsigned int mib;         /* and how much of them; 0: no limit */
  int said_too_much;        /* that even so there is more */
  char const *log;          /* of which log (log.h) */
};

/* Remove the oldest ones, as long as they are older than r->days at `now` or
   there is more than r->mib of them; never one of the number `needed` or
   behind it. The caller holds the lock. 1; -1. */
int retention_trim(struct retention *r, int home, uint64_t needed,
  uint64_t now, struct error *error);

#endif
