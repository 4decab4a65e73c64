/* What the networks say of strangers. A wider network comes behind those that
   lie in it, and is weighed before them: they wait for the widest one, and are
   then gone through backwards. */

#include <skalibs/strerr.h>

#include "network_scores.h"
#include "../../karma/neighbourhood.h"

struct score_open
{
  unsigned int bits;
  struct record record;
};

uint64_t const network_score_from[NETWORK_SCORES] = { 9800, 9500, 9000 };
char const *const network_score_name[NETWORK_SCORES] =
  { "0.98", "0.95", "0.90" };

static void count(struct network_scores *s, uint64_t q)
{
  unsigned int i = 0;
  s->networks++;
  while (i < NETWORK_SCORES && q < network_score_from[i]) i++;
  if (i < NETWORK_SCORES) s->from[i]++;
}

/* Those that wait lie in a network that says q. */
static void weigh_open(struct network_scores *s, int is6, uint64_t q,
  uint64_t now)
{
  struct score_open const *open = genalloc_s(struct score_open, &s->open);
  size_t n = genalloc_len(struct score_open, &s->open);
  uint64_t middle = q;
  while (n--)
  {
    unsigned int smallest = open[n].bits == (is6 ? 48 : 24);
    uint64_t here = neighbourhood_weigh(smallest ? middle : q, &open[n].record,
      now);
    if (smallest) count(s, here);
    else middle = here;
  }
  genalloc_setlen(struct score_open, &s->open, 0);
}

void network_scores_add(struct network_scores *s, struct key const *k,
  struct record const *r, uint64_t now)
{
  struct score_open one = { k->bits, *r };
  if (!k->bits) return;
  if (k->bits == (k->is6 ? 32 : 8))
    weigh_open(s, k->is6, neighbourhood_weigh(NEIGHBOURHOOD_EVEN, r, now), now);
  else if (!genalloc_append(struct score_open, &s->open, &one))
    strerr_diefusys(111, "remember networks");
}
