/* The client's address. inet_pton scans, because it is strict: skalibs'
   ip4_scan takes 256.1.1.1 for 0.1.1.1. ip6_fmt writes RFC 5952 text without
   the stdio that musl's inet_ntop brings along. */

#include <arpa/inet.h>
#include <string.h>

#include <skalibs/fmtscan.h>

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

int address_scan(struct address *a, char const *s, size_t n)
{
  char text[INET6_ADDRSTRLEN];
  memset(a, 0, sizeof *a);
  if (!n || n >= sizeof text || memchr(s, 0, n)) return 0;
  memcpy(text, s, n);
  text[n] = 0;
  a->is6 = !!memchr(text, ':', n);
  a->known = inet_pton(a->is6 ? AF_INET6 : AF_INET, text, a->ip) == 1;
  if (!a->known) memset(a, 0, sizeof *a);
  else if (a->is6) unwrap(a);
  return a->known;
}

size_t address_fmt(char *s, struct address const *a)
{
  if (!a->known)
  {
    memcpy(s, "unknown", 7);
    return 7;
  }
  return a->is6 ? ip6_fmt(s, (char const *)a->ip)
    : ip4_fmt(s, (char const *)a->ip);
}

int address_private(struct address const *a)
{
  unsigned char const *ip = a->ip;
  static unsigned char const loopback6[16] = { [15] = 1 };
  if (!a->known) return 0;
  if (a->is6)
    return (ip[0] & 0xfe) == 0xfc || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80)
      || !memcmp(ip, loopback6, 16);
  return ip[0] == 127 || ip[0] == 10 || (ip[0] == 172 && (ip[1] & 0xf0) == 16)
    || (ip[0] == 192 && ip[1] == 168) || (ip[0] == 169 && ip[1] == 254);
}
