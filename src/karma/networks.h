/* The networks around clients that come in the order of their keys: running
   totals, one for each width, so that a network's record is ready when its
   last member has passed. Or, of clients that change, what changes in the
   networks around them. */

#ifndef KARMA_NETWORKS_H
#define KARMA_NETWORKS_H

#include "key.h"
#include "record.h"

/* All zero to begin with. */
struct networks
{
  unsigned int widths;    /* of this family; the smallest network is first */
  unsigned int closed;    /* so many of the smallest are not open */
  struct key key[KEY_NETWORKS];
  struct record sum[KEY_NETWORKS];
};

/* Before the next client is added, and at the end (next is 0): take out the
   networks that do not hold it, one at a time, in the order of keys. 1, and k
   and r are the network's; 0 when there is none left. */
int networks_take(struct networks *n, struct key const *next, struct key *k,
  struct record *r);

/* The network that would come next if all were over. 1; 0 there is none. */
int networks_next(struct networks const *n, struct key *k);

/* Add a client. */
void networks_add(struct networks *n, struct key const *client,
  struct record const *r);

/* The same of changes: networks_take_change() in the place of networks_take()
   gives what is to be added to the network's record (RECORD_ALL); then the
   caller, who knows that record, tells by networks_change() what it was and is
   now, for the network around it. */
int networks_take_change(struct networks *n, struct key const *next,
  struct key *k, struct record *change);

/* Add the change of a client, or of the network just taken. */
void networks_change(struct networks *n, struct key const *member,
  struct record const *was, struct record const *is);

#endif
