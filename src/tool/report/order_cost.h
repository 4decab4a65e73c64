/* How many clients an order makes forgotten, counted before it is given. */

#ifndef TOOL_REPORT_ORDER_COST_H
#define TOOL_REPORT_ORDER_COST_H

#include <stdint.h>

#include "../../karma/record.h"

#define ORDER_COST_MANY 256  /* more than that only with --yes */

struct order_cost
{
  uint64_t known;         /* clients in the databases */
  uint64_t lost;          /* of them will be forgotten */
};

/* Count the clients for which `lost` is true. Dies (111) of databases that
   cannot be read. */
void order_cost_count(struct order_cost *c, int home,
  int (*lost)(struct record const *r, void const *data), void const *data);

/* Die (100) if n is more than ORDER_COST_MANY and there was no --yes (`yes`):
   `SUBJECT N clients to VERB; --yes VERBs them`. */
void order_cost_ask(char const *subject, uint64_t n, char const *verb, int yes);

#endif
