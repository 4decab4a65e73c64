/* The configuration that a connection would have now. */

#include <skalibs/strerr.h>

#include "setup.h"
#include "../checks/karma.h"

void setup_read(struct plan *p, struct session *s, int home)
{
  char array[1000];
  struct text why = { array, 0, sizeof array - 1, 0 };
  int good = plan_read(p, home, &why) && plan_awards(&s->awards, home, &why);
  array[why.len] = 0;
  if (!good) strerr_dief(100, array);
  s->observe = p->observe;
  karma_settings(s);
}
