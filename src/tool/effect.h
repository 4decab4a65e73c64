/* What becomes of an order. */

#ifndef TOOL_EFFECT_H
#define TOOL_EFFECT_H

/* See that the order was written, by what order_...() answered; or die (111). */
void effect_sure(int written);

/* Say when orders take effect. */
void effect_when(int home);

#endif
