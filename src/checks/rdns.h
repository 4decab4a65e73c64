/* rdns: the name of the client's address, and whom control/spare spares by
   it. */

#ifndef CHECKS_RDNS_H
#define CHECKS_RDNS_H

#include "check.h"

extern struct check const check_rdns;

/* Behind the wait before the greeting: make the client immune if its name leads
   back to it and control/spare has a domain that the name is in. What is
   answered later spares nobody: by then it may have been answered as one that
   is flagged. */
void rdns_spare(struct session *s);

#endif
