/* Networks that forget a connect of each client that is added to them, or that
   changes, a fault that we do not have: linked with --wrap. */

#include "../../src/karma/networks.h"

void __real_networks_add(struct networks *n, struct key const *client,
  struct record const *r);
void __wrap_networks_add(struct networks *n, struct key const *client,
  struct record const *r);
void __real_networks_change(struct networks *n, struct key const *member,
  struct record const *was, struct record const *is);
void __wrap_networks_change(struct networks *n, struct key const *member,
  struct record const *was, struct record const *is);

void __wrap_networks_add(struct networks *n, struct key const *client,
  struct record const *r)
{
  struct record less = *r;
  less.connects--;
  __real_networks_add(n, client, &less);
}

void __wrap_networks_change(struct networks *n, struct key const *member,
  struct record const *was, struct record const *is)
{
  struct record less = *is;
  less.connects -= key_isclient(member);
  __real_networks_change(n, member, was, &less);
}
