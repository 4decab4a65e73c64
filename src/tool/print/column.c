/* Aligned columns for people. */

#include <string.h>

#include "column.h"
#include "../../karma/box.h"
#include "../../karma/record.h"

#define LONGEST 64    /* what one column holds */

void column_goto(struct text *t, size_t at)
{
  if (t->len) text_addc(t, ' ');
  while (t->len < at && !t->cut) text_addc(t, ' ');
}

static void right(struct text *t, size_t end, struct text const *word)
{
  column_goto(t, end > word->len ? end - word->len : 0);
  text_add(t, word->s, word->len);
}

void column_number(struct text *t, size_t end, int64_t i)
{
  char s[LONGEST];
  struct text word = TEXT(s);
  text_addi(&word, i);
  right(t, end, &word);
}

void column_word(struct text *t, size_t end, char const *s)
{
  char copy[LONGEST];
  struct text word = TEXT(copy);
  text_adds(&word, s);
  right(t, end, &word);
}

void column_left(struct text *t, size_t at, char const *s)
{
  column_goto(t, at);
  text_adds(t, s);
}

void column_days(struct text *t, uint64_t seconds)
{
  box_adddays(t, seconds, 0);
}

void column_span(struct text *t, uint64_t seconds)
{
  static struct { uint64_t seconds; char const *name; } const units[] =
    { { 2 * RECORD_DAY, " days" }, { 2 * 3600, " h" }, { 2 * 60, " min" } };
  unsigned int i = 0;
  while (i < 3 && seconds < units[i].seconds) i++;
  text_addu(t, i < 3 ? seconds / (units[i].seconds / 2) : seconds);
  text_adds(t, i < 3 ? units[i].name : " s");
}

void column_count(struct text *t, uint64_t n, char const *what)
{
  text_addu(t, n);
  text_addc(t, ' ');
  text_adds(t, what);
  if (n != 1) text_addc(t, 's');
}
