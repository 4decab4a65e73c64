/* A range of addresses: an address, or a network of any length. */

#ifndef KARMA_RANGE_H
#define KARMA_RANGE_H

#include <stddef.h>

#include "address.h"

#define RANGE_FMT 44    /* an IPv6 network with its /bits */

struct range
{
  struct address address;     /* the first one */
  unsigned int bits;          /* of the prefix; at most 32, or 128 */
};

/* Scan all of s[0..n) as an address or address/bits; bits behind the prefix are
   cleared. An IPv4-mapped network, ::ffff:192.0.2.0/120, is that of IPv4. 1,
   0. */
int range_scan(struct range *r, char const *s, size_t n);

/* Write the one text of a range, 192.0.2.7 or 192.0.2.0/24, at most RANGE_FMT
   bytes, no final NUL. Returns the length. */
size_t range_fmt(char *s, struct range const *r);

/* 1 if there is more than one address in it. */
int range_network(struct range const *r);

/* Clear the bits of an address behind the first `bits`. */
void range_mask(struct address *a, unsigned int bits);

/* 1 if all of `inner` lies within r. */
int range_within(struct range const *inner, struct range const *r);

/* 1 if the address lies within r. */
int range_holds(struct range const *r, struct address const *a);

#endif
