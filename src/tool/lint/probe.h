/* A trial session with the backend: does it run, and what does it offer? */

#ifndef TOOL_LINT_PROBE_H
#define TOOL_LINT_PROBE_H

#include "finding.h"

/* What is known of the backend; all zero if nothing is. */
struct offer
{
  int known;        /* it was asked */
  int auth;         /* it offers AUTH */
  int starttls;     /* it offers STARTTLS: behind it there may be AUTH */
};

/* Start it as qkarma-smtpd would, for a stranger, whom nothing in the
   environment lets relay; ask what it offers, and whether it would take mail
   for a domain that cannot exist. It never comes to DATA, so no mail is sent;
   and it is over within a minute, whatever the backend does: one that does not
   come to its end is killed, with what it started. Fills the offer, and tells
   what is wrong. If it is to be `quiet`, what the backend logs on its stderr is
   thrown away. */
void probe_find(struct findings *f, char const *const *argv, int quiet,
  struct offer *o);

#endif
