/* How far the journal of each host is in the common log. */

#ifndef SHARE_PLACES_H
#define SHARE_PLACES_H

#include <skalibs/genalloc.h>

#include "../journal/frame.h"

/* In a genalloc of struct journal_place, in the order of the hosts' names: the
   one of this host, or 0. It is valid until the next places_set(). */
struct journal_place *places_find(genalloc const *places, char const *host);

/* This host's is p from now on. 1; 0 no memory. */
int places_set(genalloc *places, struct journal_place const *p);

#endif
