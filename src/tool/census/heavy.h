/* The most frequent of any number of names, in bounded memory: Space-Saving
   (Metwally, Agrawal, El Abbadi, 2005). So many names have a counter; a new one
   takes the counter that has least, with its count. So none that came oftener
   than the least counter says is missing, and none is counted too little. */

#ifndef TOOL_CENSUS_HEAVY_H
#define TOOL_CENSUS_HEAVY_H

#include <stddef.h>
#include <stdint.h>

#define HEAVY_NAMES 1024
#define HEAVY_NAME 120      /* bytes of a name that are kept */

struct heavy_name
{
  uint64_t times;
  uint16_t next;            /* of the same hash, plus 1 */
  uint16_t place;           /* in the heap */
  unsigned char len;
  char name[HEAVY_NAME];
};

/* Zero to begin with. */
struct heavy
{
  unsigned int n;
  uint64_t error;           /* each is counted this much too often, at most */
  uint16_t chain[HEAVY_NAMES];      /* by hash, plus 1 */
  uint16_t heap[HEAVY_NAMES];       /* the least first */
  struct heavy_name name[HEAVY_NAMES];
};

/* Count a name. */
void heavy_add(struct heavy *h, char const *s, size_t n, uint64_t times);

/* The `most` most frequent, at most; of equals first who comes first in the
   order of bytes. Returns how many. */
unsigned int heavy_best(struct heavy const *h, struct heavy_name const **best,
  unsigned int most);

#endif
