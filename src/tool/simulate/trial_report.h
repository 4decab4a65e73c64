/* What a trial comes to. */

#ifndef TOOL_SIMULATE_TRIAL_REPORT_H
#define TOOL_SIMULATE_TRIAL_REPORT_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "trial.h"

/* Connections, by what became of them. */
struct trial_counts
{
  uint64_t total;
  uint64_t boxed;
  uint64_t asked;               /* to come again */
  uint64_t at_once;             /* greeted at once */
};

/* Of one client. */
struct trial_client
{
  uint64_t spam;
  struct trial_counts ham;
};

struct trial_month
{
  uint64_t t;                   /* of its first connection */
  struct trial_counts spam;
  struct trial_counts ham;
};

struct trial_report
{
  uint64_t first;               /* time of the first connection, and the last */
  uint64_t last;
  struct trial_counts spam;
  struct trial_counts ham;
  struct trial_counts strangers;  /* ham of whom nothing good was known */
  struct intern names;          /* of clients */
  genalloc clients;             /* struct trial_client */
  genalloc months;              /* struct trial_month */
};

/* Prepare one that is all zero; it must not be moved afterwards. */
void trial_report_begin(struct trial_report *r);

/* Count a connection. Dies (111) without memory. */
void trial_report_count(struct trial_report *r,
  struct labelled_mail const *c, struct trial_verdict const *v);

/* Print all of it, in words or as an object; month by month if that is
   wanted. */
void trial_report_text(struct trial_report *r, int monthly);
void trial_report_json(struct trial_report *r, int monthly);

#endif
