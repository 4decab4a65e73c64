/* Recipients accepted, deferred and refused, and connections good and bad, for
   reports. */

#ifndef TOOL_PRINT_RECENT_COUNTS_H
#define TOOL_PRINT_RECENT_COUNTS_H

#include "../../karma/record.h"

/* What the sliding windows of 30 days hold by now, in whole recipients. */
struct outcome recent_counts(struct record const *r, uint64_t now);

/* Likewise a client's good and bad connections, or a network's members that
   had any. */
void recent_judged(uint64_t *good, uint64_t *bad, struct record const *r,
  uint64_t now);

#endif
