/* What other programs know of clients, and our own list read again: what is
   taken of it can be put into the journal, and be applied to a record. */

#include <string.h>

#include "fuzz.h"
#include "../../src/karma/rule.h"
#include "../../src/tool/open/foreign_table.h"

#define NOW UINT64_C(1764100000)

static void imported(struct line *l)
{
  char array[LINE_LEN], value[RECORD_FMT];
  struct text t = TEXT(array);
  struct record r = { 0 }, again;
  struct line m;
  char const *why;
  int exists = 0;
  l->kind = LINE_IMPORT;
  l->stamp.seconds = NOW;
  line_import(&t, l);
  line_finish(&t);
  MUST(!t.cut && line_scan(&m, t.s, t.len - 1, &why));
  MUST(m.since == l->since && m.naughty == l->naughty && m.nice == l->nice
    && m.connects == l->connects && m.days == l->days);
  rule_apply(&r, &exists, &m, NOW, RULE_NEVER, RECORD_VERSION);
  MUST(record_scan(&again, value, record_fmt(value, &r, "k", 1), "k", 1));
  MUST(!memcmp(&again, &r, sizeof r));
}

static void one(char const *s, size_t n)
{
  struct line l;
  char const *why = 0;
  switch (foreign_table_scan(&l, s, n, &why))
  {
    case FOREIGN_WRONG: MUST(why && *why); break;
    case FOREIGN_NOTHING: break;
    case FOREIGN_CLIENT: l.days = 10000;  /* fall through */
    case FOREIGN_OWN:
      MUST(l.address.known);
      imported(&l);
  }
}

void fuzz(char const *s, size_t n)
{
  while (n)
  {
    char const *lf = memchr(s, '\n', n);
    size_t len = lf ? (size_t)(lf - s) : n;
    one(s, len);
    if (lf) len++;
    s += len;
    n -= len;
  }
}
