/* The operator's orders about clients: lines of the journal, as connections
   are. */

#ifndef TOOL_ORDER_H
#define TOOL_ORDER_H

#include <stdint.h>

#include "../karma/key.h"
#include "../karma/line.h"

/* Write one now, or die (111). days is in ten-thousandths; why may be 0. An
   IPv6 client is named by the first address of its /64. */
void order_capture(int home, struct key const *client, uint64_t days,
  char const *why);
void order_release(int home, struct key const *client, char const *why);

/* An import: l has address, since, days and counts, and gets a stamp. */
void order_import(int home, struct line *l);

/* Say when orders take effect. */
void order_effect(int home);

#endif
