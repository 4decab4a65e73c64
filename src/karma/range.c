/* A range of addresses. */

#include <string.h>

#include "range.h"
#include "../base/scan.h"
#include "../base/text.h"

/* The bits of a byte that a prefix of this many bits covers. */
static unsigned char mask(unsigned int bits, unsigned int byte)
{
  if (bits >= 8 * byte + 8) return 0xff;
  return bits <= 8 * byte ? 0 : (unsigned char)(0xff << (8 - bits % 8));
}

void range_mask(struct address *a, unsigned int bits)
{
  unsigned int i = 0;
  for (; i < 16; i++) a->ip[i] &= mask(bits, i);
}

/* An IPv4-mapped network has a prefix length of IPv6. */
static int prefix(struct range *r, char const *s, size_t n, int mapped)
{
  uint64_t bits;
  unsigned int most = r->address.is6 ? 128 : 32;
  if (scan_decimal(s, n, &bits, 128) != n || !n) return 0;
  if (mapped && bits >= 96) bits -= 96;
  if (bits > most) return 0;
  r->bits = (unsigned int)bits;
  range_mask(&r->address, r->bits);
  return 1;
}

int range_scan(struct range *r, char const *s, size_t n)
{
  char const *slash = memchr(s, '/', n);
  size_t len = slash ? (size_t)(slash - s) : n;
  if (!address_scan(&r->address, s, len)) return 0;
  r->bits = r->address.is6 ? 128 : 32;
  return !slash || prefix(r, slash + 1, n - len - 1,
    !r->address.is6 && memchr(s, ':', len));
}

int range_network(struct range const *r)
{
  return r->bits < (r->address.is6 ? 128u : 32u);
}

size_t range_fmt(char *s, struct range const *r)
{
  struct text t = { s, address_fmt(s, &r->address), RANGE_FMT, 0 };
  if (!range_network(r)) return t.len;
  text_addc(&t, '/');
  text_addu(&t, r->bits);
  return t.len;
}

int range_within(struct range const *inner, struct range const *r)
{
  return inner->bits >= r->bits && range_holds(r, &inner->address);
}

int range_holds(struct range const *r, struct address const *a)
{
  struct address masked = *a;
  if (!a->known || a->is6 != r->address.is6) return 0;
  range_mask(&masked, r->bits);
  return !memcmp(masked.ip, r->address.ip, 16);
}
