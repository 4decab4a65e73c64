/* What a stranger's neighbourhood says of it. Integers only, so that all
   machines agree. */

#include "neighbourhood.h"
#include "rule.h"

#define ONE 10000         /* a q that is certain */
#define MOST 10000000     /* a greater count is halved, with the other ones of
                             its record: no product passes 5.2e17 */

unsigned int neighbourhood_levels(struct key levels[NEIGHBOURHOOD_LEVELS],
  struct key const *client)
{
  unsigned int n = 0, i = 0;
  while (key_network(&levels[0], client, n)) n++;
  /* The last one of them holds all addresses. */
  for (; i + 1 < n; i++) key_network(&levels[n - 2 - i], client, i);
  levels[i] = *client;
  return n;
}

/* The counts of a record as they are now. */
struct counts
{
  uint64_t bad;
  uint64_t good;
  uint64_t bad0;
  uint64_t good0;
};

static void fit(struct counts *c)
{
  while (c->bad > MOST || c->good > MOST || c->bad0 > MOST || c->good0 > MOST)
  {
    c->bad /= 2;
    c->good /= 2;
    c->bad0 /= 2;
    c->good0 /= 2;
  }
}

uint64_t neighbourhood_weigh(uint64_t q, struct record const *r, uint64_t now)
{
  struct record at = *r;
  struct counts c;
  uint64_t left = RECORD_WINDOW, bad, good;
  record_turn(&at, now / RECORD_WINDOW);
  if (at.period == now / RECORD_WINDOW) left -= now % RECORD_WINDOW;
  c.bad = at.bad;
  c.good = at.good;
  c.bad0 = at.bad0;
  c.good0 = at.good0;
  fit(&c);
  bad = c.bad * RECORD_WINDOW + c.bad0 * left;
  good = c.good * RECORD_WINDOW + c.good0 * left;
  if (!(bad + good)) return q;
  return (ONE * bad + q * RECORD_WINDOW) / (bad + good + RECORD_WINDOW);
}

static int known(struct record const *r, uint64_t now)
{
  struct record at = *r;
  if (r->nice) return 1;
  record_turn(&at, now / RECORD_WINDOW);
  return !r->naughty && (at.now.success || at.before.success);
}

char const *neighbourhood_excepted(struct address const *a,
  struct record const *r, uint64_t now)
{
  if (address_private(a)) return "a private address";
  if (rule_boxed(r, now)) return "in the box";
  return known(r, now) ? "known by its own mail" : 0;
}

int neighbourhood_served(struct record const *r, uint64_t patience,
  uint64_t now, uint64_t *from, uint64_t *until)
{
  *from = r->asked + patience;
  *until = r->asked + NEIGHBOURHOOD_DAY;
  return patience && r->asked && now <= *until;
}
