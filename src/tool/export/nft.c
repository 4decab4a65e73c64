/* qkarma export nft: two sets for the kernel's packet filter, whose elements
   go by themselves when their time is over. Loaded by `nft -f` as a whole or
   not at all. */

#include "format.h"
#include "../print/out.h"
#include "../../karma/record.h"

static void begin(struct format_options const *m)
{
  (void)m;
  out_puts(
    "table inet qkarma {\n"
    "  set boxed4 {\n"
    "    type ipv4_addr\n"
    "    flags timeout\n"
    "  }\n"
    "  set boxed6 {\n"
    "    type ipv6_addr\n"
    "    flags interval, timeout\n"
    "  }\n"
    "}\n"
    "flush set inet qkarma boxed4\n"
    "flush set inet qkarma boxed6\n");
}

static void opening(int is6)
{
  out_puts(is6 ? "add element inet qkarma boxed6 {\n"
    : "add element inet qkarma boxed4 {\n");
}

static void closing(int is6)
{
  (void)is6;
  out_puts("}\n");
}

/* nft reads numbers of up to eight digits. */
static void lasts(struct text *t, uint64_t seconds)
{
  if (seconds >= RECORD_DAY)
  {
    text_addu(t, seconds / RECORD_DAY);
    text_addc(t, 'd');
  }
  text_addu(t, seconds % RECORD_DAY);
  text_addc(t, 's');
}

static void line(struct text *t, struct listed const *l,
  struct format_options const *m)
{
  text_adds(t, "  ");
  export_addkey(t, &l->key);
  text_adds(t, " timeout ");
  lasts(t, l->until - m->now);
  text_adds(t, ",  # until ");
  text_addu(t, l->until);
}

struct format const format_nft =
{
  "nft", 1, 0, begin, opening, closing, line
};
