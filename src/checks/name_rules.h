/* What is wrong with a client's name, as far as the name itself says: that of
   its address, and the one of its HELO. Nobody is asked. */

#ifndef CHECKS_NAME_RULES_H
#define CHECKS_NAME_RULES_H

#include <stddef.h>

#include "../karma/address.h"

/* 1 if the PTR name of an IPv4 address is made of that address, so that
   somebody named all addresses of a network and nobody a mail server: the four
   octets in order or reversed, beginning in the first two labels, with or
   without zeros in front, between `-`, `.` or `_`, or with three digits each
   and nothing between, or as 8 hex digits; or two of them, and a word like
   `dsl`. A label `static`, `business`, `mail`, `mx` or `smtp` excuses all. 0
   for IPv6. */
int name_generic(char const *name, struct address const *a);

enum helo_fault
{
  HELO_OWN,           /* our own name, or our address, bare or in brackets */
  HELO_LOCALHOST,     /* of one that is not here */
  HELO_IP,            /* an address without brackets (RFC 5321, 4.1.3) */
  HELO_LITERAL,       /* an address in brackets that is not the client's */
  HELO_UNQUALIFIED,   /* one label */
  HELO_FAULTS
};

/* What a HELO name is compared with. */
struct helo_host
{
  char const *name[2];        /* our names ($TCPLOCALHOST, LOCALHOST), or 0 */
  struct address local;       /* our address, maybe not known */
  struct address client;
};

/* The faults of a HELO name of n bytes, a bit (1 << fault) for each. A client
   that is here itself, by loopback or by our address, may use our names. */
unsigned int helo_faults(char const *s, size_t n, struct helo_host const *h);

/* The gravest of these bits in words for the log: `HELO is our own name`. */
char const *helo_words(unsigned int faults);

#endif
