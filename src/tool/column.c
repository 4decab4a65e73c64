/* Aligned columns for people. */

#include <errno.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>

#include "column.h"
#include "../karma/record.h"

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

void column_days(struct text *t, uint64_t seconds)
{
  uint64_t hundredths = seconds / RECORD_DAY * 100
    + (seconds % RECORD_DAY * 100 + RECORD_DAY - 1) / RECORD_DAY;
  text_addu(t, hundredths / 100);
  text_addc(t, '.');
  text_addpad(t, hundredths % 100, 2);
}

void column_put(struct text *t)
{
  if (t->cut) errno = EOVERFLOW;
  if (t->cut || buffer_put(buffer_1, t->s, t->len) == -1)
    strerr_diefusys(111, "write to stdout");
  t->len = 0;
}

void column_flush(void)
{
  if (!buffer_flush(buffer_1)) strerr_diefusys(111, "write to stdout");
}
