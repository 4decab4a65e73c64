/* The time that a report is about, and how it is divided. Times are Unix
   seconds; days and hours are those of UTC. */

#ifndef TOOL_CENSUS_PERIOD_H
#define TOOL_CENSUS_PERIOD_H

#include <stdint.h>

#define PERIOD_HOUR 3600
#define PERIOD_DAY 86400
#define PERIOD_WEEK (7 * PERIOD_DAY)
#define PERIOD_DAYS 1100                  /* no report is about more */
#define PERIOD_HOURS (24 * PERIOD_DAYS)

struct period
{
  uint64_t begin;       /* midnight, or a full hour if it is short */
  uint64_t end;         /* lines of this time or later are not in it */
  uint64_t before;      /* where the period of the same length before begins */
  unsigned int days;    /* begun ones, the last mostly not over */
  unsigned int hours;   /* likewise; of all days, unless it is short */
  unsigned int is_short;  /* less than four days: it is seen by hours */
  uint64_t bar;         /* seconds of what is drawn as a bar: hour, day, week */
  unsigned int bars;
  uint64_t step;        /* and of a step in an outline: hour, day */
  unsigned int steps;
  uint64_t width;       /* seconds from the first to the last of them */
};

/* The period from `since` on and before `until`. 1; 0 it is empty or too
   long. */
int period_set(struct period *p, uint64_t since, uint64_t until);

/* Where a period from `since` on begins if nothing is known from before the
   time `first`: with the day of that, or with its hour if it is short. What
   was before is not quiet, but unknown. */
uint64_t period_since(uint64_t since, uint64_t until, uint64_t first);

/* Which hour, or day, of the period a time is in; one that is outside is taken
   to the nearest. */
unsigned int period_hour(struct period const *p, uint64_t t);
unsigned int period_day(struct period const *p, uint64_t t);

#endif
