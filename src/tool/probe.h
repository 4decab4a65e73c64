/* A look at the backend: does it run, and what does it offer? */

#ifndef TOOL_PROBE_H
#define TOOL_PROBE_H

#include "finding.h"
#include "unwise.h"

/* Start it as qkarma-smtpd would, for a client on 127.0.0.1, say EHLO and
   QUIT, and fill the offer. Tells what is wrong with it. */
void probe_find(struct findings *f, char const *const *argv,
  struct offer *o);

#endif
