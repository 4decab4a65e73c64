/* What the formats of `qkarma export` share. */

#include "format.h"
#include "../print/out.h"
#include "../../karma/stamp.h"

void export_addkey(struct text *t, struct key const *k)
{
  char s[KEY_FMT];
  text_add(t, s, key_fmt(s, k));
}

/* Days left would be another sentence at every export. */
void export_addreason(struct text *t, struct listed const *l)
{
  if (l->boxed)
  {
    text_adds(t, "You were naughty. You cannot connect until ");
    stamp_adddate(t, l->until);
    text_adds(t, " UTC.");
    return;
  }
  text_adds(t, "Your karma is ");
  text_addi(t, l->history);
  text_addc(t, '.');
}

static void put(char const *sign, char const *s, size_t n)
{
  out_puts(sign);
  out_put(s, n);
  out_puts("\n");
}

void export_minus(struct key const *k, char const *old, size_t n)
{
  (void)k;
  put("-", old, n);
}

void export_plus(struct listed const *l, char const *line, size_t n)
{
  (void)l;
  put("+", line, n);
}
