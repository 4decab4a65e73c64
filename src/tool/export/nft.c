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

static void command(char const *verb, int is6)
{
  out_puts(verb);
  out_puts(is6 ? " element inet qkarma boxed6 {" :
    " element inet qkarma boxed4 {");
}

static void opening(int is6)
{
  command("add", is6);
  out_puts("\n");
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

static void element(char const *verb, struct key const *k)
{
  char s[KEY_FMT];
  command(verb, k->is6);
  out_puts(" ");
  out_put(s, key_fmt(s, k));
  out_puts(" }\n");
}

/* To delete what is not there (it timed out, or the machine was restarted) is
   an error, and to add what is there is none. So: add, then delete. */
static void gone(struct key const *k, char const *old, size_t n)
{
  (void)old;
  (void)n;
  element("add", k);
  element("delete", k);
}

static void fresh(struct listed const *l, char const *s, size_t n)
{
  opening(l->key.is6);
  out_put(s, n);
  out_puts("\n}\n");
}

struct format const format_nft =
{
  "nft", ' ', 1, 0, "# until ", begin, opening, closing, line, gone, fresh
};
