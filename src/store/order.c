/* Orders to the fold. */

#include <time.h>

#include "append.h"
#include "order.h"
#include "../karma/line.h"

/* Append `@STAMP - WORD NAME=VALUE`. */
static int order(int home, char const *word, char const *name,
  struct text const *value)
{
  static struct address const nobody;
  char line[LINE_LEN];
  struct text t = TEXT(line);
  struct timespec now;
  struct stamp stamp;
  if (clock_gettime(CLOCK_REALTIME, &now) == -1) return 0;
  stamp.seconds = (uint64_t)now.tv_sec;
  stamp.nano = (uint32_t)now.tv_nsec;
  line_order(&t, &stamp, &nobody, word);
  line_pair(&t, name, value->s, value->len);
  line_finish(&t);
  return append_line(home, t.s, t.len);
}

int order_set(int home, uint64_t days)
{
  char s[32];
  struct text value = TEXT(s);
  text_addu(&value, days);
  return order(home, "set", "expire_days", &value);
}

int order_prune(int home, uint64_t days)
{
  char s[32];
  struct text value = TEXT(s);
  text_addfraction(&value, days);
  return order(home, "prune", "days", &value);
}
