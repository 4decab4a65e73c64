/* Mail of which somebody knows whether it was spam, under the rules: what karma
   and neighbourhood would have made of each connection, knowing what was folded
   of those before it. The records are the fold's, but in memory. */

#ifndef TOOL_SIMULATE_TRIAL_H
#define TOOL_SIMULATE_TRIAL_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../open/labelled_mail.h"
#include "../report/intern.h"
#include "../../checks/neighbourhood.h"
#include "../../karma/address.h"
#include "../../karma/record.h"
#include "../../karma/settings.h"

struct trial
{
  struct karma_settings const *karma;
  struct neighbourhood_rules neighbourhood;
  uint64_t delay;               /* seconds until a connection is folded */
  uint64_t newest;              /* line folded */
  struct intern names;          /* of clients and networks, by key text */
  genalloc records;             /* struct trial_record */
  genalloc lines;               /* struct trial_line, in the order of time */
  size_t folded;                /* so many of them */
};

enum trial_answer
{
  TRIAL_SERVED,
  TRIAL_BOXED,
  TRIAL_ASKED                   /* to come again */
};

struct trial_verdict
{
  enum trial_answer answer;
  unsigned int stranger : 1;    /* nothing good was known of it */
  unsigned int at_once : 1;     /* served, and greeted without a wait */
};

/* Prepare one that is all zero but for karma, neighbourhood and delay; it must
   not be moved afterwards. */
void trial_begin(struct trial *t);

/* The next connection, none of which is earlier than the one before. Dies (111)
   without memory. */
void trial_connection(struct trial *t, struct labelled_mail const *c,
  struct trial_verdict *v);

#endif
