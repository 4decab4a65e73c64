/* All that the report tells, counted in one pass over the journal, in memory
   that has a bound. */

#ifndef TOOL_CENSUS_CENSUS_H
#define TOOL_CENSUS_CENSUS_H

#include <stdint.h>

#include "boxes.h"
#include "clients.h"
#include "dns_lists.h"
#include "heavy.h"
#include "histogram.h"
#include "likely.h"
#include "origins.h"
#include "period.h"
#include "stops.h"

/* Each connection is in one of these, the first from below that applies: it was
   refused from the box; or for a check's sake, and nothing of it was accepted;
   its class is naughty, or nice; the rest. The last three are called bad, the
   last two turned away. */
enum lot
{
  LOT_NICE,
  LOT_NEUTRAL,
  LOT_NAUGHTY,
  LOT_REFUSED,
  LOT_BOXED,
  LOTS
};

#define CENSUS_VERSIONS 8      /* versions of TLS that are told apart */
#define CENSUS_TLS 16         /* bytes of a name of one */

enum { GROUP_NICE, GROUP_NEUTRAL, GROUP_BAD, GROUPS };

struct census_tls
{
  char name[CENSUS_TLS];      /* `none`: in the clear */
  uint64_t group[GROUPS];
};

/* The totals of the period before. */
struct census_before
{
  uint64_t lot[LOTS];
  uint64_t messages, recipients, passwords;
  uint64_t talked, encrypted;
};

/* Zero to begin with. */
struct census
{
  struct period period;
  uint64_t lines;                       /* connections of the period */
  uint64_t bad;                         /* lines that nobody can read */
  uint64_t immune;
  uint64_t captured, released, other_orders;
  uint32_t hour[LOTS][PERIOD_HOURS];
  unsigned char observed[PERIOD_HOURS]; /* nothing was refused then */
  uint32_t messages[PERIOD_DAYS];       /* accepted */
  uint32_t recipients[PERIOD_DAYS];     /* of them */
  uint32_t passwords[PERIOD_DAYS];      /* wrong ones */
  uint32_t talked[PERIOD_DAYS];         /* came as far as HELO, */
  uint32_t encrypted[PERIOD_DAYS];      /* and did so in TLS */
  unsigned int versions;
  struct census_tls tls[CENSUS_VERSIONS];
  uint64_t first;                       /* time of the first line, */
  uint64_t last;                        /* and of the last one so far */
  uint64_t hole_begin, hole;            /* the longest silence, in seconds */
  struct histogram gaps;                /* between lines */
  struct histogram seconds[LOTS];       /* that a connection took */
  struct heavy helo, from, to;          /* of refused and tolerated ones */
  struct heavy guessers;                /* clients, by wrong passwords */
  struct census_before before;
  struct boxes boxes;
  struct stops stops;
  struct dns_lists lists;
  struct likely likely;
  struct origins origins;
  struct clients clients;
};

/* The time of the first connection in the journal; 0 there is none. Dies (111)
   of what cannot be read. */
uint64_t census_first(int home);

/* Count. Dies (111) of what cannot be read. c->period is set, all else zero. */
void census_take(struct census *c, int home);

/* Its name: nice, neutral, naughty, refused, boxed. */
char const *lot_name(enum lot lot);

#endif
