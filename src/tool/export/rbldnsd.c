/* qkarma export rbldnsd: a zone for rbldnsd, of the type `combined`, which
   holds IPv4 and IPv6 in one file. */

#include "format.h"
#include "../print/out.h"

/* RFC 5782 wants 127.0.0.2 listed, so that people see that the zone is alive.
   They are written as networks: no client is, in an export. */
static void begin(struct format_options const *m)
{
  (void)m;
  out_puts(
    "$TTL 600\n"
    "$DATASET ip4set:test4 @\n"
    "127.0.0.2/32 :127.0.0.2:This is a test entry.\n"
    "$DATASET ip6trie:test6 @\n"
    "::ffff:7f00:2/128 :127.0.0.2:This is a test entry.\n");
}

static void opening(int is6)
{
  out_puts(is6 ? "$DATASET ip6trie:clients6 @\n"
    : "$DATASET ip4set:clients4 @\n");
}

static void line(struct text *t, struct listed const *l,
  struct format_options const *m)
{
  (void)m;
  export_addkey(t, &l->key);
  text_adds(t, l->boxed ? " :127.0.0.2:" : " :127.0.0.3:");
  export_addreason(t, l);
}

struct format const format_rbldnsd =
{
  "rbldnsd", 1, 0, begin, opening, 0, line
};
