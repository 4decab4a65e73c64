/* The journal under another configuration: each connection's class as it was
   recorded and as it would have been, and for each client the record that
   either makes. The rules are those of the fold. */

#ifndef TOOL_SIMULATE_SIMULATE_H
#define TOOL_SIMULATE_SIMULATE_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../report/class.h"
#include "../report/intern.h"
#include "../../karma/record.h"
#include "../../karma/settings.h"

#define SIMULATE_UNKNOWN CLASSES  /* refused then, served now: nobody knows what
                                   it would have done */
#define SIMULATE_CLASSES (CLASSES + 1)

struct simulated_client
{
  struct record recorded;       /* as the journal has it */
  struct record replayed;
  int exists[2];
  uint64_t changes;             /* a bit for each change that it has seen */
};

struct simulation
{
  struct karma_settings const *before;   /* in force, as far as we know */
  struct karma_settings const *after;
  uint64_t newest;
  uint64_t expire_days;
  struct intern names;          /* by key text */
  genalloc clients;             /* struct simulate_client */
  uint64_t mismatches;          /* connections that were scored otherwise than
                                   `before` would have done */
};

struct simulated_line
{
  unsigned int from;            /* places of classes; see class_index() */
  unsigned int to;
  struct simulated_client *client; /* 0: an unknown address */
};

/* Replay a line. 1 and the answer for a connection; 0 for an order. The index
   has begun. Dies (111) without memory. */
int simulate_line(struct simulation *w, struct line const *l,
  struct simulated_line *a);

#endif
