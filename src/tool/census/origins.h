/* Connections by the network that they come from. Immune ones are in none. */

#ifndef TOOL_CENSUS_ORIGINS_H
#define TOOL_CENSUS_ORIGINS_H

#include <stdint.h>

#include "../../karma/address.h"

#define ORIGINS_IPV6 4096     /* networks of IPv6 that are told apart */

struct origin
{
  uint32_t network;           /* its first 16 bits, or of IPv6 32 */
  uint32_t all;
  uint32_t bad;
  uint32_t nice;
};

/* Zero to begin with. */
struct origins
{
  struct origin ipv4[65536];          /* each /16, by its number */
  struct origin ipv6[ORIGINS_IPV6];   /* each /32, by hash */
  unsigned int networks6;
  struct origin other6;               /* of those that found no room */
};

/* Count a connection. */
void origins_add(struct origins *o, struct address const *a, int bad,
  int nice);

/* Of n networks the `most` with most bad connections, at most, where half or
   more of all are bad; or those with most nice ones among the others. Of equals
   the first number first. Returns how many. */
unsigned int origins_worst(struct origin const *o, unsigned int n,
  struct origin const **worst, unsigned int most);
unsigned int origins_best(struct origin const *o, unsigned int n,
  struct origin const **best, unsigned int most);

#endif
