/* An empty engine gets the newest part of our log again. */

#ifndef SHARE_REFILL_H
#define SHARE_REFILL_H

#include <stdint.h>

#include "engine.h"

/* Entries with the ids that they had, and the places of all hosts, from so many
   of the newest segments. What is provisional stays out. Cut short, it leaves
   an engine that has lost its newest entries. 1, and *n is how many entries;
   -1: it is not empty, or error says why. */
int refill(int home, struct engine *e, unsigned int segments, uint64_t *n,
  struct error *error);

#endif
