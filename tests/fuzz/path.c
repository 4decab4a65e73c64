/* An address of MAIL or RCPT, as the embedded server reads it: what it writes
   of it reads as the same, and is written as the same again. */

#include "fuzz.h"
#include "../../src/maildir/path.h"

void fuzz(char const *s, size_t n)
{
  struct path p, again;
  char one[PATH_ADD], two[PATH_ADD];
  struct text t = TEXT(one), u = TEXT(two);
  size_t i = 0;
  if (!path_scan(&p, s, n)) return;
  MUST(p.local <= p.len && p.len <= PATH_LEN && p.len <= n);
  for (; i < p.len; i++)
    MUST((unsigned char)p.plain[i] >= ' ' && p.plain[i] != 127);
  path_add(&t, &p);
  MUST(!t.cut && path_scan(&again, t.s, t.len));
  MUST(again.local == p.local && same(again.plain, again.len, p.plain, p.len));
  path_add(&u, &again);
  MUST(!u.cut && same(t.s, t.len, u.s, u.len));
}
