/* Who was stopped, where, and by which check. */

#ifndef TOOL_CENSUS_STOPS_H
#define TOOL_CENSUS_STOPS_H

#include <stdint.h>

#include "facts.h"

#define STOPS_PHASES (PHASE_DATA_POST + 1)
#define STOPS_CHECKS 32       /* those that are told apart; the last: others */
#define STOPS_NAME 32         /* bytes of a check's name */

struct stops_check
{
  char name[STOPS_NAME];
  uint64_t stop[STOPS_PHASES];    /* connections that it had refused */
  uint64_t would[STOPS_PHASES];   /* and that it tolerated */
};

/* Zero to begin with. Of connections that are not immune: */
struct stops
{
  uint64_t all;
  uint64_t box[STOPS_PHASES];     /* how many were refused from the box, */
  uint64_t check[STOPS_PHASES];   /* and for a check's sake, */
  uint64_t left[STOPS_PHASES];    /* and left by themselves, by phase; */
  uint64_t accepted;              /* and had a message accepted */
  uint64_t would;                 /* tolerated, */
  uint64_t would_accepted;        /* and some of it was accepted */
  unsigned int checks;
  struct stops_check by[STOPS_CHECKS];    /* the box is `karma` */
};

/* What became of one: `turned` says that it was refused. */
void stops_add(struct stops *s, struct line const *l, struct facts const *f,
  int turned, int accepted);

/* The checks by how many they had refused, then by how many they tolerated:
   their indexes. */
void stops_sorted(struct stops const *s, unsigned int order[STOPS_CHECKS]);

/* All phases together. */
uint64_t stops_sum(uint64_t const phases[STOPS_PHASES]);

#endif
