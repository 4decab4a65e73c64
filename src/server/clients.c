/* How many connections each client has: a hash table with chains, of which
   nobody but us can foretell the places. */

#include <stdlib.h>

#include <skalibs/random.h>

#include "clients.h"
#include "../karma/key.h"

struct client_count
{
  struct client_count *next;    /* in its chain, or among the free ones */
  struct key key;
  uint32_t n;
};

static struct
{
  struct client_count *all;
  struct client_count *free;
  struct client_count **chain;
  unsigned int bits;            /* there are 2^bits chains */
  uint64_t odd;
} clients;

int clients_begin(uint32_t most)
{
  uint32_t i = 0;
  while (1u << clients.bits < most && clients.bits < 24) clients.bits++;
  clients.all = calloc(most, sizeof *clients.all);
  clients.chain = calloc((size_t)1 << clients.bits, sizeof *clients.chain);
  if (!clients.all || !clients.chain) return 0;
  random_buf((char *)&clients.odd, sizeof clients.odd);
  clients.odd |= 1;
  for (; i < most; i++)
  {
    clients.all[i].next = clients.free;
    clients.free = &clients.all[i];
  }
  return 1;
}

/* Multiplication by a random odd number; the high bits are the good ones. */
static struct client_count **chain_of(struct key const *k)
{
  uint64_t h = (k->number ^ k->is6) * clients.odd;
  return &clients.chain[clients.bits ? h >> (64 - clients.bits) : 0];
}

struct client_count *clients_enter(struct address const *a)
{
  struct client_count **chain, *c;
  struct key key;
  key_client(&key, a);
  chain = chain_of(&key);
  for (c = *chain; c; c = c->next)
    if (c->key.number == key.number && c->key.is6 == key.is6) break;
  if (!c)
  {
    c = clients.free;
    clients.free = c->next;
    c->key = key;
    c->next = *chain;
    *chain = c;
  }
  c->n++;
  return c;
}

void clients_leave(struct client_count *c)
{
  struct client_count **at = chain_of(&c->key);
  if (--c->n) return;
  while (*at != c) at = &(*at)->next;
  *at = c->next;
  c->next = clients.free;
  clients.free = c;
}

uint32_t clients_number(struct client_count const *c)
{
  return c->n;
}
