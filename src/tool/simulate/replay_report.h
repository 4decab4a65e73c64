/* What a replay comes to. */

#ifndef TOOL_SIMULATE_REPLAY_REPORT_H
#define TOOL_SIMULATE_REPLAY_REPORT_H

#include <stdint.h>

#include "simulate.h"

#define REPLAY_REPORT_EXAMPLES 3

/* Connections that went from one class to another. */
struct class_change
{
  uint64_t connects;
  uint64_t clients;
  unsigned int examples;
  struct { struct address address; uint64_t seconds; }
    example[REPLAY_REPORT_EXAMPLES];
};

struct replay_report
{
  uint64_t since;
  uint64_t until;
  uint64_t first;             /* time of the first line, and of the last */
  uint64_t last;
  uint64_t connects;
  uint64_t clients;
  uint64_t was[SIMULATE_CLASSES];
  uint64_t is[SIMULATE_CLASSES];
  uint64_t mismatches;        /* see simulate.h */
  struct class_change change[SIMULATE_CLASSES][SIMULATE_CLASSES];
};

/* Count a connection, unless it is from before r->since. */
void replay_report_count(struct replay_report *r,
  struct simulated_line const *a, struct line const *l);

/* Print all of it, in words or as an object. */
void replay_report_text(struct replay_report const *r);
void replay_report_json(struct replay_report const *r);

#endif
