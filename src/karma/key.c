/* Keys of the databases. No key is longer than 64 bits, so that its address is
   a number, and its text, if it is IPv6, always ends in `::'. */

#include <string.h>

#include <skalibs/types.h>

#include "key.h"
#include "../base/scan.h"

#define GROUPS 4    /* of IPv6 text, 16 bits each, that a key can have */

static unsigned char const widths4[] = { 24, 16, 8, 0 };
static unsigned char const widths6[] = { 48, 32, 0 };

/* The width of a client's key. */
static unsigned int whole(struct key const *k)
{
  return k->is6 ? 64 : 32;
}

/* The bits behind the prefix, as ones. */
static uint64_t behind(struct key const *k)
{
  if (k->bits == whole(k)) return 0;
  return (k->is6 ? UINT64_MAX : UINT32_MAX) >> k->bits;
}

static void cut(struct key *k, unsigned int bits)
{
  k->bits = (unsigned char)bits;
  k->number &= ~behind(k);
}

void key_client(struct key *k, struct address const *a)
{
  uint32_t ip;
  k->is6 = a->is6;
  k->bits = (unsigned char)whole(k);
  if (a->is6)
  {
    uint64_unpack_big((char const *)a->ip, &k->number);
    return;
  }
  uint32_unpack_big((char const *)a->ip, &ip);
  k->number = ip;
}

void key_address(struct address *a, struct key const *k)
{
  memset(a, 0, sizeof *a);
  a->known = 1;
  a->is6 = k->is6;
  if (k->is6) uint64_pack_big((char *)a->ip, k->number);
  else uint32_pack_big((char *)a->ip, (uint32_t)k->number);
}

int key_isclient(struct key const *k)
{
  return k->bits == whole(k);
}

int key_counts_once(struct key const *k)
{
  return key_isclient(k) || (k->is6 && k->bits == widths6[0]);
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
    && (k->number & ~behind(network)) == network->number;
}

/* The groups up to the last one that is not zero, and `::'. */
static size_t fmt6(char *s, uint64_t number)
{
  size_t n = 0;
  for (; number; number <<= 16)
  {
    unsigned int group = (unsigned int)(number >> 48), shift = 12;
    if (n) s[n++] = ':';
    while (shift && !(group >> shift)) shift -= 4;
    for (; shift; shift -= 4)
      s[n++] = "0123456789abcdef"[group >> shift & 15];
    s[n++] = "0123456789abcdef"[group & 15];
  }
  s[n++] = ':';
  s[n++] = ':';
  return n;
}

size_t key_fmt(char *s, struct key const *k)
{
  size_t n = k->is6 ? fmt6(s, k->number) : address_fmt4(s,
    (uint32_t)k->number);
  if (!k->is6 && key_isclient(k)) return n;
  s[n++] = '/';
  return n + uint64_fmt(s + n, k->bits);
}

/* Is this a width that keys of this family have? */
static int width_known(struct key const *k)
{
  if (key_isclient(k)) return 1;
  return k->is6 ? !!memchr(widths6, k->bits, sizeof widths6)
    : !!memchr(widths4, k->bits, sizeof widths4);
}

/* What fmt6 writes, all of s[0..n). */
static int scan6(uint64_t *number, char const *s, size_t n)
{
  unsigned int groups = 0;
  uint64_t group = 1;
  *number = 0;
  if (n < 2 || s[n - 1] != ':' || s[n - 2] != ':') return 0;
  for (n -= n == 2 ? 2 : 1; n; groups++)
  {
    size_t len = 0;
    while (len < n && s[len] != ':') len++;
    if (groups == GROUPS || !len || len > 4 || len == n) return 0;
    if (!scan_hex(s, len, &group) || (*s == '0' && len > 1)) return 0;
    *number |= group << (48 - 16 * groups);
    s += len + 1;
    n -= len + 1;
  }
  return group != 0;
}

/* /BITS, and so that nothing of the address lies behind it. */
static int scan_bits(struct key *k, char const *s, size_t n)
{
  uint64_t bits;
  if (!n || (*s == '0' && n > 1) || scan_decimal(s, n, &bits, whole(k)) != n)
    return 0;
  k->bits = (unsigned char)bits;
  return width_known(k) && !(k->number & behind(k));
}

int key_scan(struct key *k, char const *s, size_t n)
{
  char const *slash = memchr(s, '/', n);
  size_t len = slash ? (size_t)(slash - s) : n;
  uint32_t ip;
  k->is6 = 0;
  k->bits = 32;
  if (address_scan4(&ip, s, len))
  {
    k->number = ip;
    if (!slash) return 1;
    return scan_bits(k, slash + 1, n - len - 1) && k->bits < 32;
  }
  k->is6 = 1;
  return slash && scan6(&k->number, s, len)
    && scan_bits(k, slash + 1, n - len - 1);
}

int key_cmp(struct key const *a, struct key const *b)
{
  uint64_t x = a->number | behind(a), y = b->number | behind(b);
  if (a->is6 != b->is6) return a->is6 ? 1 : -1;
  if (x != y) return x < y ? -1 : 1;
  return (int)b->bits - (int)a->bits;
}
