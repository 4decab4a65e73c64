/* collide N: addresses whose keys crowd in the first tenth of one hash table
   of karma.cdb, if these are all that it has: one of IPv4 first, then of
   2001:db8::/32, until table 0 has N records, networks included. The last one
   printed is behind all the others there. */

#include <string.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/database/header.h"
#include "../../src/database/table_writer.h"
#include "../../src/karma/address.h"
#include "../../src/karma/key.h"

#define IP4 UINT32_C(0x0a000000)
#define IP6 UINT64_C(0x20010db800000001)

static uint32_t hash_of(struct key const *k)
{
  char s[KEY_FMT];
  return table_hash(s, key_fmt(s, k));
}

/* How many records of table 0 this client adds, behind another one. */
static uint32_t adds(struct key const *client, struct key const *before)
{
  struct key network, other;
  uint32_t n = !(hash_of(client) % 256);
  unsigned int i = 0;
  for (; key_network(&network, client, i); i++)
    if (!key_network(&other, before, i) || key_cmp(&network, &other))
      n += !(hash_of(&network) % 256);
  return n;
}

static int crowds(struct key const *k, uint32_t records)
{
  uint32_t hash = hash_of(k);
  return !(hash % 256) && (hash >> 8) % (2 * records) < records / 5;
}

static void print(struct key const *k)
{
  char s[ADDRESS_FMT + 1];
  struct address a;
  size_t n;
  key_address(&a, k);
  n = address_fmt(s, &a);
  s[n++] = '\n';
  if (buffer_put(buffer_1, s, n) < 0) strerr_diefusys(111, "write");
}

int main(int argc, char const *const *argv)
{
  struct key k = { IP4, 0, 32 }, before = { 0, 0, 0 };
  uint32_t records, n = !(table_hash(HEADER_KEY, strlen(HEADER_KEY)) % 256);
  PROG = "collide";
  if (argc != 2 || !uint320_scan(argv[1], &records) || !records)
    strerr_dieusage(100, "collide n");
  for (; n < records; k.number++)
  {
    if (!crowds(&k, records)) continue;
    print(&k);
    n += adds(&k, &before);
    before = k;
    if (k.is6) continue;
    k.number = IP6;
    k.is6 = 1;
    k.bits = 64;
  }
  if (n > records) strerr_dief(1, "too many networks: try another number");
  buffer_flush(buffer_1);
  return 0;
}
