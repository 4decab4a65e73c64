/* A range of addresses: an address, or a network of any length. */

#ifndef KARMA_RANGE_H
#define KARMA_RANGE_H

#include <stddef.h>

#include "address.h"

struct range
{
  struct address address;     /* the first one */
  unsigned int bits;          /* of the prefix; at most 32, or 128 */
};

/* Scan all of s[0..n) as an address or address/bits; bits behind the prefix are
   cleared. An IPv4-mapped network, ::ffff:192.0.2.0/120, is that of IPv4. 1,
   0. */
int range_scan(struct range *r, char const *s, size_t n);

/* Clear the bits of an address behind the first `bits`. */
void range_mask(struct address *a, unsigned int bits);

/* 1 if the address lies within r. */
int range_holds(struct range const *r, struct address const *a);

#endif
