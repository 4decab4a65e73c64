/* Keys of the databases. */

#include <string.h>

#include <skalibs/types.h>

#include "key.h"
#include "../base/scan.h"
#include "../base/text.h"

static unsigned char const widths4[] = { 24, 16, 8, 0 };
static unsigned char const widths6[] = { 48, 32, 0 };

/* All key widths are whole bytes. */
static void cut(struct key *k, unsigned int bits)
{
  k->bits = (unsigned char)bits;
  memset(k->ip + bits / 8, 0, sizeof k->ip - bits / 8);
}

void key_client(struct key *k, struct address const *a)
{
  memcpy(k->ip, a->ip, sizeof k->ip);
  k->is6 = a->is6;
  cut(k, a->is6 ? 64 : 32);
}

int key_isclient(struct key const *k)
{
  return k->bits == (k->is6 ? 64 : 32);
}

int key_network(struct key *network, struct key const *client, unsigned int i)
{
  if (i >= (client->is6 ? sizeof widths6 : sizeof widths4)) return 0;
  *network = *client;
  cut(network, client->is6 ? widths6[i] : widths4[i]);
  return 1;
}

int key_within(struct key const *k, struct key const *network)
{
  return k->is6 == network->is6 && k->bits >= network->bits
    && !memcmp(k->ip, network->ip, network->bits / 8);
}

size_t key_fmt(char *s, struct key const *k)
{
  struct address a;
  struct text t = { s, 0, KEY_FMT, 0 };
  memcpy(a.ip, k->ip, sizeof a.ip);
  a.is6 = k->is6;
  a.known = 1;
  t.len = address_fmt(s, &a);
  if (k->is6 || k->bits != 32)
  {
    text_addc(&t, '/');
    text_addu(&t, k->bits);
  }
  return t.len;
}

/* Is this a width that keys of this family have? */
static int width_known(struct key const *k)
{
  struct key network;
  unsigned int i = 0;
  if (key_isclient(k)) return 1;
  for (; key_network(&network, k, i); i++)
    if (network.bits == k->bits) return 1;
  return 0;
}

int key_scan(struct key *k, char const *s, size_t n)
{
  char again[KEY_FMT];
  struct address a;
  uint64_t bits = 32;
  char const *slash = memchr(s, '/', n);
  size_t len = slash ? (size_t)(slash - s) : n;
  if (slash && scan_decimal(slash + 1, n - len - 1, &bits, 64) != n - len - 1)
    return 0;
  if (slash && n - len < 2) return 0;
  if (!address_scan(&a, s, len)) return 0;
  memcpy(k->ip, a.ip, sizeof k->ip);
  k->is6 = a.is6;
  k->bits = (unsigned char)bits;
  if (!width_known(k)) return 0;
  cut(k, k->bits);
  return key_fmt(again, k) == n && !memcmp(again, s, n);
}

/* The last address of the range: the bits behind the prefix are ones. */
static void last_address(unsigned char *ip, struct key const *k)
{
  memcpy(ip, k->ip, 16);
  memset(ip + k->bits / 8, 0xff, (size_t)(k->is6 ? 16 : 4) - k->bits / 8);
}

int key_cmp(struct key const *a, struct key const *b)
{
  unsigned char x[16], y[16];
  int r;
  if (a->is6 != b->is6) return a->is6 ? 1 : -1;
  if (a->bits == b->bits) return memcmp(a->ip, b->ip, sizeof a->ip);
  last_address(x, a);
  last_address(y, b);
  r = memcmp(x, y, 16);
  if (r) return r;
  return (int)b->bits - (int)a->bits;
}

uint64_t key_number(struct key const *client)
{
  uint32_t u;
  uint64_t number;
  if (client->is6) uint64_unpack_big((char const *)client->ip, &number);
  else
  {
    uint32_unpack_big((char const *)client->ip, &u);
    number = u;
  }
  return number;
}
