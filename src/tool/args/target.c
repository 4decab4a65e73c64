/* Whom a command is about. */

#include <string.h>

#include <skalibs/strerr.h>

#include "target.h"

void target_scan(struct range *w, char const *s)
{
  if (!range_scan(w, s, strlen(s)))
    strerr_dief(100, s, " is neither an address nor a network");
}

int target_client(struct range const *w, struct key *client)
{
  if (w->bits < (w->address.is6 ? 64 : 32)) return 0;
  key_client(client, &w->address);
  return 1;
}

int target_key(struct key *k, char const *s)
{
  struct range w;
  struct key client;
  unsigned int i = 0;
  if (!range_scan(&w, s, strlen(s))) return 0;
  if (target_client(&w, k)) return 1;
  key_client(&client, &w.address);
  while (key_network(k, &client, i++))
    if (k->bits == w.bits) return 1;
  return 0;
}

int target_holds(struct range const *w, struct key const *k)
{
  struct range wide = *w;
  struct address a;
  if (wide.address.is6 && wide.bits > 64)
  {
    wide.bits = 64;
    range_mask(&wide.address, 64);
  }
  if (k->bits < wide.bits) return 0;
  key_address(&a, k);
  return range_holds(&wide, &a);
}
