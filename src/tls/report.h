/* The log, a line for a client: its address first. */

#ifndef TLS_REPORT_H
#define TLS_REPORT_H

#include "tunnel.h"

/* There is no TLS, and why. */
void report_fail(struct tunnel const *t, char const *why);

/* There is: with -v. */
void report_pass(struct tunnel const *t);

#endif
