/* Of the connections that were tolerated and had something accepted, those that
   look most like real mail. */

#ifndef TOOL_CENSUS_LIKELY_H
#define TOOL_CENSUS_LIKELY_H

#include "clients.h"
#include "facts.h"

#define LIKELY 10
#define LIKELY_WORD 64      /* bytes of a name that are kept */

struct likely_word
{
  unsigned int n;
  char s[LIKELY_WORD];
};

struct likely_one
{
  int64_t score;
  uint64_t when;
  struct address address;
  uint32_t nice;            /* connections of it, up to then */
  uint32_t naughty;
  struct likely_word check, helo, from, to;
};

/* Zero to begin with. */
struct likely
{
  unsigned int n;
  struct likely_one one[LIKELY];    /* the likeliest first */
};

/* Offer a connection that was tolerated and had something accepted. Of each
   client there is one. */
void likely_add(struct likely *x, struct line const *l, struct facts const *f,
  struct client const *client);

#endif
