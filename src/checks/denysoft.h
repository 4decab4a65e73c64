/* denysoft_client_stats: temporary failures by chance. */

#ifndef CHECKS_DENYSOFT_H
#define CHECKS_DENYSOFT_H

#include "check.h"
#include "../karma/tempfail.h"

#define DENYSOFT_SECRET "control/secret"
#define DENYSOFT_RECIPIENTS "control/denysoft_recipients"

extern struct check const check_denysoft;

/* A client's chance, now. */
struct denysoft
{
  char const *why;          /* there is none: why */
  struct key whose;         /* the client or network whose counts speak */
  struct outcome scaled;    /* these counts, times RECORD_WINDOW */
  double probability;
  double draw;              /* it fails if this is less */
};

/* Fill it for the session's client. 1; 0 when it never fails (c->why). */
int denysoft_chance(struct session *s, uint64_t now, struct denysoft *c);

#endif
