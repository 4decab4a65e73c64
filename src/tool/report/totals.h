/* Totals of the databases and the journal. Times are Unix seconds. */

#ifndef TOOL_REPORT_TOTALS_H
#define TOOL_REPORT_TOTALS_H

#include <stdint.h>

#include "asked.h"
#include "class.h"
#include "counts.h"
#include "network_scores.h"
#include "../../database/header.h"
#include "../../karma/event.h"

struct totals
{
  uint64_t now;
  uint64_t folded;          /* when the databases were last written; 0 never */
  struct header header;     /* zero, if there are none */
  uint64_t naughty;         /* clients that were so at least once */
  uint64_t nice;
  uint64_t boxed;           /* clients in a box that runs */
  struct network_scores scores;
  uint64_t segments;
  uint64_t bytes;           /* of the journal */
  uint64_t unfolded;        /* of them behind the cursor */
  uint64_t since;           /* from here on, of the journal: */
  uint64_t connects;
  uint64_t class[CLASSES];
  struct outcome counts;
  uint64_t come_again;      /* asked to come again, by their networks */
  uint64_t event[EVENTS];
  struct counts ends;
  struct counts protocols;  /* of those in TLS, by what it was */
  uint64_t asking;          /* connections that asked the DNS, */
  struct asked asked;       /* and what, all together */
  struct counts lists;      /* that had a client or its sender */
};

/* Count: all records are read, and the journal from `since` on. Dies (111)
   of what cannot be read. c must be zero but for `now` and `since`. */
void totals_take(struct totals *c, int home);

/* Only what the files say of themselves: the header, and the journal's
   segments, bytes and unfolded bytes; no record and no line is read. */
void totals_of_files(struct totals *c, int home);

#endif
