/* Running totals of networks. A client is added to its smallest network only;
   a finished network is added to the one around it. */

#include <string.h>

#include "networks.h"

int networks_take(struct networks *n, struct key const *next, struct key *k,
  struct record *r)
{
  unsigned int i = n->closed;
  if (i == n->widths || (next && key_within(next, &n->key[i]))) return 0;
  *k = n->key[i];
  *r = n->sum[i];
  n->closed++;
  if (n->closed < n->widths) record_add(&n->sum[i + 1], r);
  return 1;
}

int networks_next(struct networks const *n, struct key *k)
{
  if (n->closed == n->widths) return 0;
  *k = n->key[n->closed];
  return 1;
}

void networks_add(struct networks *n, struct key const *client,
  struct record const *r)
{
  struct key k;
  if (n->closed == n->widths)
  {
    for (n->widths = 0; key_network(&k, client, n->widths);) n->widths++;
    n->closed = n->widths;
  }
  while (n->closed)
  {
    n->closed--;
    key_network(&n->key[n->closed], client, n->closed);
    memset(&n->sum[n->closed], 0, sizeof *n->sum);
  }
  record_add(&n->sum[0], r);
}
