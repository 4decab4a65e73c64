/* Counters that only rise, for programs that ask every minute: what the journal
   has told since there is one; only this host's, since they ask each host. They
   are kept below the state directory, in the
   file `counters`, with the place up to which they count:

     qkarma-counters 1 HOST NUMBER RANDOM OFFSET CHECK
     METRIC NAME COUNT
     ...
     ~hhhh

   each line ended by LF; ~hhhh are check digits over all before it. */

#ifndef TOOL_REPORT_COUNTERS_H
#define TOOL_REPORT_COUNTERS_H

#include <stdint.h>

#include "../../journal/cursor.h"
#include "../../karma/line.h"

#define COUNTERS_FILE "counters"
#define COUNTERS_NAMES 64     /* of a metric; what comes later is `other` */
#define COUNTERS_NAME 48      /* bytes of a name, its NUL included */

enum counter_metric
{
  COUNTER_CONNECTIONS,    /* by class */
  COUNTER_ENDS,           /* by end */
  COUNTER_STOPPED,        /* by the check that first had something refused */
  COUNTER_TOLERATED,      /* and by the one that tolerated something */
  COUNTER_EVENTS,         /* by event */
  COUNTER_RECIPIENTS,     /* by outcome */
  COUNTER_LIST_HITS,      /* by list of the DNS */
  COUNTER_LIST_FAILURES,
  COUNTER_METRICS
};

struct counter
{
  char name[COUNTERS_NAME];
  uint64_t count;
};

struct counters
{
  struct cursor place;    /* number 0: nothing was read yet */
  unsigned int n[COUNTER_METRICS];
  struct counter counter[COUNTER_METRICS][COUNTERS_NAMES];
};

/* Read what was counted before, and add what came since; keep that, if we may
   write there, else the next one counts it again. c must be zero. What cannot
   be read dies (111); a damaged file is said, and counting begins anew. */
void counters_take(struct counters *c, int home);

/* Its metric's name, without prefix; its label; what it tells. */
char const *counter_name(enum counter_metric m);
char const *counter_label(enum counter_metric m);
char const *counter_help(enum counter_metric m);

#endif
