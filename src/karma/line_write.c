/* Lines of the journal, written. */

#include <string.h>

#include "line.h"

static void begin(struct text *t, struct stamp const *stamp,
  struct address const *a, char const *unknown)
{
  char fmt[ADDRESS_FMT];
  t->max = LINE_LEN - LINE_TAIL - 1;
  stamp_add(t, stamp);
  text_addc(t, ' ');
  if (a->known) text_add(t, fmt, address_fmt(fmt, a));
  else text_adds(t, unknown);
}

/* The rules in force where it was naughty. */
static void rules(struct text *t, struct line const *l)
{
  text_adds(t, " neg=");
  text_addu(t, l->negative);
  text_adds(t, " pd=");
  text_addfraction(t, l->penalty_days);
  text_adds(t, " pm=");
  text_addfraction(t, l->penalty_max);
  if (!l->mixed) return;
  text_adds(t, " mx=");
  text_addu(t, l->mixed);
}

void line_connection(struct text *t, struct line const *l)
{
  uint64_t const counts[3] = { l->counts.success, l->counts.tempfail,
    l->counts.permfail };
  unsigned int i = 0;
  begin(t, &l->stamp, &l->address, "unknown");
  text_addc(t, ' ');
  text_addi(t, l->karma);
  for (; i < 3; i++)
  {
    text_addc(t, ' ');
    text_addu(t, counts[i]);
  }
  text_addc(t, ' ');
  text_addc(t, (char)l->class);
  text_addc(t, ' ');
  text_add(t, l->end, l->endlen);
  text_addc(t, ' ');
  text_add(t, l->events, l->eventslen);
  if (l->class == CLASS_NAUGHTY) rules(t, l);
  if (l->asked) text_adds(t, " nb=1");
}

void line_order(struct text *t, struct stamp const *stamp,
  struct address const *a, char const *word)
{
  begin(t, stamp, a, "-");
  text_addc(t, ' ');
  text_adds(t, word);
}

void line_import(struct text *t, struct line const *l)
{
  line_order(t, &l->stamp, &l->address, "import since=");
  text_addu(t, l->since);
  text_adds(t, " days=");
  text_addfraction(t, l->days);
  text_adds(t, " naughty=");
  text_addu(t, l->naughty);
  text_adds(t, " nice=");
  text_addu(t, l->nice);
  text_adds(t, " connects=");
  text_addu(t, l->connects);
}

void line_pair(struct text *t, char const *name, char const *value, size_t n)
{
  if (t->max - t->len < strlen(name) + 3) return;
  text_addc(t, ' ');
  text_adds(t, name);
  text_addc(t, '=');
  text_addescaped(t, value, n);
}

void line_finish(struct text *t)
{
  uint32_t h = sum_add(0, t->s, t->len);
  t->max = LINE_LEN;
  text_adds(t, " ~");
  text_addhex(t, h, SUM_DIGITS);
  text_addc(t, '\n');
}
