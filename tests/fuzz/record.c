/* The value of a record: what is read and written is read as the same, and
   written as the same text. Its check digits are put right first. */

#include <string.h>

#include "fuzz.h"
#include "../../src/base/sum.h"
#include "../../src/base/text.h"
#include "../../src/karma/rule.h"

#define KEY "192.0.2.7"
#define NOW 1700000000

void fuzz(char const *s, size_t n)
{
  char array[RECORD_FMT + SUM_DIGITS], one[RECORD_FMT], two[RECORD_FMT];
  struct text t = TEXT(array);
  struct record r, again;
  struct outcome o;
  size_t len;
  if (n > RECORD_FMT) return;
  text_add(&t, s, n);
  text_addhex(&t, sum_add(sum_add(0, KEY ":", sizeof KEY), s, n), SUM_DIGITS);
  if (!record_scan(&r, t.s, t.len, KEY, sizeof KEY - 1))
  {
    MUST(record_isnone(&r));
    return;
  }
  len = record_fmt(one, &r, KEY, sizeof KEY - 1);
  MUST(len <= RECORD_FMT && record_scan(&again, one, len, KEY, sizeof KEY - 1));
  MUST(!memcmp(&r, &again, sizeof r));
  MUST(same(two, record_fmt(two, &again, KEY, sizeof KEY - 1), one, len));
  MUST(!record_scan(&again, one, len, KEY, sizeof KEY - 2));
  record_sliding(&o, &r, NOW);
  rule_boxed(&r, NOW);
  rule_dead(&r, NOW, NOW, 60, RECORD_VERSION);
  record_turn(&r, NOW / RECORD_WINDOW);
  record_add(&r, &r, RECORD_ONCE);
}
