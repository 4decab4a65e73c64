/* Waiting for the DNS, in a command that has nothing else to do. */

#ifndef TOOL_REPORT_ANSWERS_H
#define TOOL_REPORT_ANSWERS_H

#include "../../dns/dns.h"

/* Wait for the answer to each open question; `look` sees what is there as often
   as something came, with the milliseconds since the beginning. */
void answers_await(struct dns *d,
  void (*look)(void *data, unsigned int milliseconds), void *data);

#endif
