/* Running totals of networks. A client is added to its smallest network only;
   a finished network is added to the one around it. */

#include <string.h>

#include "networks.h"

static uint64_t most(struct key const *member)
{
  return key_counts_once(member) ? RECORD_ONCE : RECORD_ALL;
}

int networks_take_change(struct networks *n, struct key const *next,
  struct key *k, struct record *change)
{
  unsigned int i = n->closed;
  if (i == n->widths || (next && key_within(next, &n->key[i]))) return 0;
  *k = n->key[i];
  *change = n->sum[i];
  n->closed++;
  return 1;
}

int networks_take(struct networks *n, struct key const *next, struct key *k,
  struct record *r)
{
  if (!networks_take_change(n, next, k, r)) return 0;
  if (n->closed < n->widths) record_add(&n->sum[n->closed], r, most(k));
  return 1;
}

int networks_next(struct networks const *n, struct key *k)
{
  if (n->closed == n->widths) return 0;
  *k = n->key[n->closed];
  return 1;
}

/* See that the networks around the client are open. */
static void open_around(struct networks *n, struct key const *client)
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
}

void networks_add(struct networks *n, struct key const *client,
  struct record const *r)
{
  open_around(n, client);
  record_add(&n->sum[0], r, most(client));
}

void networks_change(struct networks *n, struct key const *member,
  struct record const *was, struct record const *is)
{
  struct record change;
  if (key_isclient(member)) open_around(n, member);
  if (n->closed == n->widths) return;
  record_change(&change, was, is, most(member));
  record_add(&n->sum[n->closed], &change, RECORD_ALL);
}
