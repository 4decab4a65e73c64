/* How many clients an order will cost. */

#include <skalibs/strerr.h>

#include "order_cost.h"
#include "../open/state.h"
#include "../print/column.h"

void order_cost_count(struct order_cost *c, int home,
  int (*lost)(struct record const *r, void const *data), void const *data)
{
  static struct merged_scan scan;
  c->known = c->lost = 0;
  if (!state_scan(&scan, home)) return;
  while (state_next(&scan))
  {
    if (!key_isclient(&scan.key)) continue;
    c->known++;
    c->lost += lost(&scan.record, data) > 0;
  }
  merged_scan_close(&scan);
}

void order_cost_ask(char const *subject, uint64_t n, char const *verb, int yes)
{
  char line[64];
  struct text t = { line, 0, sizeof line - 1, 0 };
  if (n <= ORDER_COST_MANY || yes) return;
  column_count(&t, n, "client");
  line[t.len] = 0;
  strerr_dief(100, subject, " ", line, " to ", verb, "; --yes ", verb,
    "s them");
}
