/* Whom a command is about. */

#include <string.h>

#include <skalibs/strerr.h>

#include "target.h"
#include "../../base/scan.h"

/* The bits of a byte that a prefix of this many bits covers. */
static unsigned char mask(unsigned int bits, unsigned int byte)
{
  if (bits >= 8 * byte + 8) return 0xff;
  return bits <= 8 * byte ? 0 : (unsigned char)(0xff << (8 - bits % 8));
}

/* An IPv4-mapped network, ::ffff:192.0.2.0/120, has a prefix length of IPv6. */
static int prefix(struct target *w, char const *s, size_t n, int mapped)
{
  uint64_t bits;
  unsigned int i = 0, most = w->address.is6 ? 128 : 32;
  if (scan_decimal(s, n, &bits, 128) != n || !n) return 0;
  if (mapped && bits >= 96) bits -= 96;
  if (bits > most) return 0;
  w->bits = (unsigned int)bits;
  for (; i < 16; i++) w->address.ip[i] &= mask(w->bits, i);
  return 1;
}

static int scan(struct target *w, char const *s)
{
  char const *slash = strchr(s, '/');
  size_t n = slash ? (size_t)(slash - s) : strlen(s);
  if (!address_scan(&w->address, s, n)) return 0;
  w->bits = w->address.is6 ? 128 : 32;
  return !slash || prefix(w, slash + 1, strlen(slash + 1),
    !w->address.is6 && memchr(s, ':', n));
}

void target_scan(struct target *w, char const *s)
{
  if (!scan(w, s))
    strerr_dief(100, s, " is neither an address nor a network");
}

int target_client(struct target const *w, struct key *client)
{
  if (w->bits < (w->address.is6 ? 64 : 32)) return 0;
  key_client(client, &w->address);
  return 1;
}

int target_key(struct key *k, char const *s)
{
  struct target w;
  struct key client;
  unsigned int i = 0;
  if (!scan(&w, s)) return 0;
  if (target_client(&w, k)) return 1;
  key_client(&client, &w.address);
  while (key_network(k, &client, i++))
    if (k->bits == w.bits) return 1;
  return 0;
}

int target_holds(struct target const *w, struct key const *k)
{
  unsigned int bits = w->address.is6 && w->bits > 64 ? 64 : w->bits, i = 0;
  struct address a;
  if (k->is6 != w->address.is6 || k->bits < bits) return 0;
  key_address(&a, k);
  while (i < 16 && !((a.ip[i] ^ w->address.ip[i]) & mask(bits, i))) i++;
  return i == 16;
}
