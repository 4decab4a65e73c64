/* Places by host. */

#include <string.h>

#include "places.h"

/* The first that is not before this host. */
static size_t search(genalloc const *places, char const *host)
{
  struct journal_place const *p = genalloc_s(struct journal_place, places);
  size_t from = 0, to = genalloc_len(struct journal_place, places);
  while (from < to)
  {
    size_t middle = from + (to - from) / 2;
    if (strcmp(p[middle].host, host) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

struct journal_place *places_find(genalloc const *places, char const *host)
{
  size_t i = search(places, host);
  struct journal_place *p = genalloc_s(struct journal_place, places);
  return i < genalloc_len(struct journal_place, places)
    && !strcmp(p[i].host, host) ? p + i : 0;
}

int places_set(genalloc *places, struct journal_place const *p)
{
  struct journal_place *is = places_find(places, p->host);
  size_t i = search(places, p->host);
  size_t n = genalloc_len(struct journal_place, places);
  if (is)
  {
    *is = *p;
    return 1;
  }
  if (!genalloc_readyplus(struct journal_place, places, 1)) return 0;
  is = genalloc_s(struct journal_place, places) + i;
  memmove(is + 1, is, (n - i) * sizeof *is);
  *is = *p;
  genalloc_setlen(struct journal_place, places, n + 1);
  return 1;
}
