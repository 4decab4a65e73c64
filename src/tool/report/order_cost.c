/* How many clients an order will cost. */

#include <skalibs/strerr.h>

#include "order_cost.h"
#include "../open/state.h"
#include "../print/column.h"

void toll_count(struct toll *t, int home,
  int (*lost)(struct record const *r, void const *data), void const *data)
{
  static struct view view;
  t->known = t->lost = 0;
  if (!state_view(&view, home)) return;
  while (state_next(&view))
  {
    if (!key_isclient(&view.key)) continue;
    t->known++;
    t->lost += lost(&view.record, data) > 0;
  }
  view_close(&view);
}

void toll_ask(char const *subject, uint64_t n, char const *verb, int yes)
{
  char line[64];
  struct text t = { line, 0, sizeof line - 1, 0 };
  if (n <= TOLL_MANY || yes) return;
  column_count(&t, n, "client");
  line[t.len] = 0;
  strerr_dief(100, subject, " ", line, " to ", verb, "; --yes ", verb,
    "s them");
}
