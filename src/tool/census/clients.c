/* What became of each client. */

#include <string.h>

#include "clients.h"
#include "../../karma/rule.h"

/* The client of this key, perhaps new; 0 there is no room. */
static struct client *find(struct clients *c, struct key const *k)
{
  uint64_t hash = (k->number ^ k->is6) * UINT64_C(0x9e3779b97f4a7c15);
  unsigned int i = (unsigned int)(hash >> 44);
  struct client *x = &c->client[i];
  for (; x->used; x = &c->client[i])
  {
    if (x->number == k->number && x->is6 == k->is6) return x;
    i = (i + 1) % CLIENTS_SLOTS;
  }
  if (c->n == CLIENTS_MOST) return 0;
  c->n++;
  x->used = 1;
  x->number = k->number;
  x->is6 = k->is6;
  return x;
}

void clients_key(struct key *k, struct client const *client)
{
  k->number = client->number;
  k->is6 = client->is6;
  k->bits = client->is6 ? 64 : 32;
}

/* It came: in which period, and on a day on which it was not seen yet? */
static void came(struct clients *c, struct client *x, struct period const *p,
  struct line const *l)
{
  uint64_t t = l->stamp.seconds;
  unsigned int day = period_day(p, t);
  if (t < p->begin)
  {
    c->before += !x->before;
    x->before = 1;
    return;
  }
  c->within += !x->within;
  x->within = 1;
  if (l->class == CLASS_NICE)
  {
    c->servers += !x->server;
    x->server = 1;
  }
  if (l->class == CLASS_IMMUNE)
  {
    x->immune = 1;
    x->refused = 0;
  }
  if (l->class == CLASS_BOXED) x->refused = 1;
  if (x->day == day + 1) return;
  x->day = (uint16_t)(day + 1);
  c->seen[day]++;
}

/* The rule is the fold's. It knows nothing of what was before the period
   before, and nobody is forgotten meanwhile. */
static void judge(struct client *x, struct boxes *b, struct period const *p,
  struct line const *l)
{
  struct record r;
  uint64_t was = x->until;
  int exists = 1;
  if (l->kind == LINE_CONNECTION && l->class != CLASS_NICE
    && l->class != CLASS_NAUGHTY) return;
  memset(&r, 0, sizeof r);
  r.since = x->since;
  r.until = x->until;
  r.naughty = x->naughty;
  r.nice = x->nice;
  rule_apply(&r, &exists, l, l->stamp.seconds, RULE_NEVER,
    RECORD_VERSION);
  x->since = (uint32_t)r.since;
  x->until = r.until < UINT32_MAX ? (uint32_t)r.until : UINT32_MAX;
  x->naughty = (uint32_t)r.naughty;
  x->nice = (uint32_t)r.nice;
  if (x->until == was) return;
  x->boxes += x->until > l->stamp.seconds && l->stamp.seconds >= p->begin;
  boxes_change(b, p, l->stamp.seconds, was, x->until);
}

struct client *clients_line(struct clients *c, struct boxes *b,
  struct period const *p, struct line const *l)
{
  struct client *x;
  struct key k;
  if (!l->address.known) return 0;
  key_client(&k, &l->address);
  x = find(c, &k);
  if (!x)
  {
    c->lost++;
    return 0;
  }
  if (l->kind == LINE_CONNECTION) came(c, x, p, l);
  judge(x, b, p, l);
  return x;
}

static int is_own(struct client const *x)
{
  struct address a;
  struct key k;
  if (x->immune) return 1;
  clients_key(&k, x);
  key_address(&a, &k);
  return address_private(&a);
}

int clients_own(struct clients const *c, struct period const *p,
  unsigned int *i, struct client const **own)
{
  while (*i < CLIENTS_SLOTS)
  {
    *own = &c->client[(*i)++];
    if ((*own)->used && (*own)->until > p->end && (*own)->refused
      && is_own(*own)) return 1;
  }
  return 0;
}
