/* dns: how the DNS is asked, and about whom. It holds for all checks that ask,
   whether or not it is listed. */

#ifndef CHECKS_DNS_H
#define CHECKS_DNS_H

#include "check.h"

enum { DNS_SERVER, DNS_KNOWN, DNS_PRIVATE };

extern struct check const check_dns;

/* The value of one of its numbers. */
uint64_t dns_option(struct session const *s, unsigned int i);

/* `ADDRESS [PORT]`, or 0: as /etc/resolv.conf says. */
char const *dns_server(struct session const *s);

#endif
