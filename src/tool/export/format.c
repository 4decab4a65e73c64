/* What the formats of `qkarma export` share. */

#include "format.h"
#include "../../karma/stamp.h"

void export_addkey(struct text *t, struct key const *k)
{
  char s[KEY_FMT];
  text_add(t, s, key_fmt(s, k));
}

/* A date and not the days left, so that the sentence stays the same from one
   export to the next. */
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
