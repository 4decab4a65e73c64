/* Orders to the fold: they are lines of the journal too, as connections are.
   Each is read back before it is appended. All of these return 1; or 0 on
   failure (errno, as of append_line; EINVAL: no fold would take it). */

#ifndef JOURNAL_ORDER_H
#define JOURNAL_ORDER_H

#include <stdint.h>

#include "../karma/key.h"
#include "../karma/line.h"

/* Who gives the orders from now on (the string must stay), or 0: `by=` says it
   in each. */
void order_author(char const *by);

/* About all records: `set expire_days=`, and `prune days=`, in
   ten-thousandths of a day. */
int order_set(int home, uint64_t days);
int order_prune(int home, uint64_t days);

/* About a client: `capture days=` (likewise) and `release`, with a reason (or
   0). An IPv6 client is named by the first address of its /64. */
int order_capture(int home, struct key const *client, uint64_t days,
  char const *why);
int order_release(int home, struct key const *client, char const *why);

/* `import`: l has address, since, days and counts; it gets the stamp. */
int order_import(int home, struct line *l);

#endif
