/* Orders to the fold about all records: they are lines of the journal too. */

#ifndef STORE_ORDER_H
#define STORE_ORDER_H

#include <stdint.h>

/* Append `set expire_days=` to the journal. 1; 0 on failure (errno, as of
   append_line). */
int order_set(int home, uint64_t days);

/* Append `prune days=`, in ten-thousandths of a day. Likewise. */
int order_prune(int home, uint64_t days);

#endif
