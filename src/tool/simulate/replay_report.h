/* What a replay comes to. */

#ifndef TOOL_SIMULATE_REPLAY_REPORT_H
#define TOOL_SIMULATE_REPLAY_REPORT_H

#include <stdint.h>

#include "simulate.h"

#define REPLAYED_EXAMPLES 3

/* Connections that went from one class to another. */
struct change
{
  uint64_t connects;
  uint64_t clients;
  unsigned int examples;
  struct { struct address address; uint64_t seconds; }
    example[REPLAYED_EXAMPLES];
};

struct replayed
{
  uint64_t since;
  uint64_t until;
  uint64_t first;             /* time of the first line, and of the last */
  uint64_t last;
  uint64_t connects;
  uint64_t clients;
  uint64_t was[WHATIF_CLASSES];
  uint64_t is[WHATIF_CLASSES];
  uint64_t otherwise;         /* see simulate.h */
  struct change change[WHATIF_CLASSES][WHATIF_CLASSES];
};

/* Count a connection, unless it is from before r->since. */
void replayed_count(struct replayed *r, struct whatif_answer const *a,
  struct line const *l);

/* Print all of it, in words or as an object. */
void replayed_text(struct replayed const *r);
void replayed_json(struct replayed const *r);

#endif
