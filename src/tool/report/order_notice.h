/* What becomes of an order. */

#ifndef TOOL_REPORT_ORDER_NOTICE_H
#define TOOL_REPORT_ORDER_NOTICE_H

/* See by its answer that an order was written; or die (111). */
void order_notice_sure(int written);

/* Say when orders take effect. */
void order_notice_when(int home);

#endif
