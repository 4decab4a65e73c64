/* The client's address. inet_pton scans IPv6, because it is strict; skalibs'
   scanners are not, they take 256.1.1.1 for 0.1.1.1. ip6_fmt writes RFC 5952
   text without the stdio that musl's inet_ntop brings along. IPv4, of which a
   fold reads and writes millions, is our own, as strict as inet_pton. */

#include <arpa/inet.h>
#include <string.h>

#include <skalibs/fmtscan.h>
#include <skalibs/types.h>

#include "address.h"

static unsigned char const mapped[12] = { [10] = 0xff, [11] = 0xff };
static unsigned char const nat64[12] = { 0, 0x64, 0xff, 0x9b };

static void unwrap(struct address *a)
{
  if (memcmp(a->ip, mapped, 12) && memcmp(a->ip, nat64, 12)) return;
  memmove(a->ip, a->ip + 12, 4);
  memset(a->ip + 4, 0, 12);
  a->is6 = 0;
}

int address_scan4(uint32_t *ip, char const *s, size_t n)
{
  unsigned int dots = 0, digits = 0;
  uint32_t u = 0, part = 0;
  size_t i = 0;
  for (; i < n; i++)
  {
    unsigned int digit = (unsigned int)s[i] - '0';
    if (digit <= 9)
    {
      if (digits++ && !part) return 0;
      part = part * 10 + digit;
      if (part > 255) return 0;
      continue;
    }
    if (s[i] != '.' || !digits || dots++ == 3) return 0;
    u = u << 8 | part;
    part = digits = 0;
  }
  if (dots != 3 || !digits) return 0;
  *ip = u << 8 | part;
  return 1;
}

size_t address_fmt4(char *s, uint32_t ip)
{
  size_t n = uint64_fmt(s, ip >> 24);
  s[n++] = '.';
  n += uint64_fmt(s + n, ip >> 16 & 255);
  s[n++] = '.';
  n += uint64_fmt(s + n, ip >> 8 & 255);
  s[n++] = '.';
  return n + uint64_fmt(s + n, ip & 255);
}

static int scan6(struct address *a, char const *s, size_t n)
{
  char text[INET6_ADDRSTRLEN];
  if (!n || n >= sizeof text || memchr(s, 0, n)) return 0;
  memcpy(text, s, n);
  text[n] = 0;
  return inet_pton(AF_INET6, text, a->ip) == 1;
}

int address_scan(struct address *a, char const *s, size_t n)
{
  uint32_t ip;
  memset(a, 0, sizeof *a);
  if (address_scan4(&ip, s, n))
  {
    uint32_pack_big((char *)a->ip, ip);
    return a->known = 1;
  }
  a->known = a->is6 = (unsigned char)scan6(a, s, n);
  if (!a->known) memset(a, 0, sizeof *a);
  else unwrap(a);
  return a->known;
}

void address_bytes(struct address *a, unsigned char const *ip, int is6)
{
  memset(a, 0, sizeof *a);
  a->known = 1;
  a->is6 = !!is6;
  memcpy(a->ip, ip, is6 ? 16 : 4);
  if (is6) unwrap(a);
}

size_t address_fmt(char *s, struct address const *a)
{
  uint32_t ip;
  if (!a->known)
  {
    memcpy(s, "unknown", 7);
    return 7;
  }
  if (a->is6) return ip6_fmt(s, (char const *)a->ip);
  uint32_unpack_big((char const *)a->ip, &ip);
  return address_fmt4(s, ip);
}

int address_loopback(struct address const *a)
{
  static unsigned char const loopback6[16] = { [15] = 1 };
  return a->known
    && (a->is6 ? !memcmp(a->ip, loopback6, 16) : a->ip[0] == 127);
}

int address_private(struct address const *a)
{
  unsigned char const *ip = a->ip;
  if (!a->known) return 0;
  if (address_loopback(a)) return 1;
  if (a->is6)
    return (ip[0] & 0xfe) == 0xfc || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80);
  return ip[0] == 10 || (ip[0] == 100 && (ip[1] & 0xc0) == 64)
    || (ip[0] == 172 && (ip[1] & 0xf0) == 16)
    || (ip[0] == 192 && ip[1] == 168) || (ip[0] == 169 && ip[1] == 254);
}
