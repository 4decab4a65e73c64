/* Addresses, ranges, keys of the databases, and times: what is read, written
   and read again is the same; the C library reads the same addresses. */

#include <string.h>
#include <arpa/inet.h>

#include "fuzz.h"
#include "../../src/base/date.h"
#include "../../src/base/scan.h"
#include "../../src/karma/key.h"
#include "../../src/karma/range.h"
#include "../../src/karma/stamp.h"

static int library(char const *s, size_t n)
{
  unsigned char ip[16];
  char text[200];
  memcpy(text, s, n);
  text[n] = 0;
  return inet_pton(AF_INET, text, ip) == 1
    || inet_pton(AF_INET6, text, ip) == 1;
}

static void key_of(struct address const *a)
{
  struct key k, again, network;
  char s[KEY_FMT];
  unsigned int i = 0;
  key_client(&k, a);
  MUST(key_scan(&again, s, key_fmt(s, &k)) && !key_cmp(&k, &again));
  for (; key_network(&network, &k, i); i++)
  {
    MUST(key_within(&k, &network) && key_cmp(&k, &network) < 0);
    MUST(key_scan(&again, s, key_fmt(s, &network)));
    MUST(!key_cmp(&network, &again) && !key_isclient(&again));
  }
  MUST(i && i <= KEY_NETWORKS);
}

static void address(char const *s, size_t n)
{
  struct address a, again;
  char text[ADDRESS_FMT];
  size_t len;
  if (!address_scan(&a, s, n))
  {
    MUST(!a.known && (memchr(s, 0, n) || !library(s, n)));
    return;
  }
  len = address_fmt(text, &a);
  MUST(len <= ADDRESS_FMT && library(text, len) && library(s, n));
  MUST(address_scan(&again, text, len) && !memcmp(&a, &again, sizeof a));
  MUST(!address_loopback(&a) || address_private(&a));
  key_of(&a);
}

static void range(char const *s, size_t n)
{
  struct range r;
  struct address first;
  if (!range_scan(&r, s, n)) return;
  first = r.address;
  range_mask(&first, r.bits);
  MUST(r.bits <= (first.is6 ? 128 : 32) && range_holds(&r, &first));
  MUST(!memcmp(&first, &r.address, sizeof first));
}

static void times(char const *s, size_t n)
{
  char array[64];
  struct text t = TEXT(array);
  struct stamp stamp;
  struct date d;
  uint64_t u, again;
  if (stamp_scan(&stamp, s, n))
  {
    stamp_add(&t, &stamp);
    MUST(n >= STAMP_LEN && same(t.s, t.len, s, STAMP_LEN));
  }
  if (!date_scan(&u, s, n)) return;
  date_of(&d, u);
  t.len = 0;
  date_addday(&t, &d);
  text_addc(&t, ' ');
  date_addtime(&t, &d);
  MUST(date_scan(&again, t.s, t.len) && again == u);
}

static void numbers(char const *s, size_t n)
{
  char array[32];
  struct text t = TEXT(array);
  uint64_t u, again;
  if (scan_number(s, n, &u, INT64_MAX)) MUST(u <= INT64_MAX);
  if (n <= 16 && scan_hex(s, n, &u))
  {
    text_addhex(&t, u, (unsigned int)n);
    MUST(same(t.s, t.len, s, n));
  }
  if (!scan_fraction(s, n, &u, 365000000)) return;
  t.len = 0;
  text_addfraction(&t, u);
  MUST(scan_fraction(t.s, t.len, &again, u) && again == u);
}

void fuzz(char const *s, size_t n)
{
  struct key k;
  char text[KEY_FMT];
  if (n >= 200) return;
  address(s, n);
  range(s, n);
  times(s, n);
  numbers(s, n);
  if (key_scan(&k, s, n)) MUST(same(text, key_fmt(text, &k), s, n));
}
