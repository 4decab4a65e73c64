/* Options that are legal but unwise. */

#ifndef TOOL_UNWISE_H
#define TOOL_UNWISE_H

#include "finding.h"
#include "../checks/plan.h"

/* What is known of the backend; all zero if nothing is. */
struct offer
{
  int auth;         /* it offers AUTH */
};

/* Warn of what the plan that was read last has of them. */
void unwise_find(struct findings *f, struct plan const *p,
  struct offer const *o);

#endif
