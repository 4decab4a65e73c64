/* What the operator is told of an order. */

#ifndef TOOL_REPORT_ORDER_NOTICE_H
#define TOOL_REPORT_ORDER_NOTICE_H

/* `written` is what a function of journal/order.h returned: die (111, errno) if
   it is 0. */
void order_notice_sure(int written);

/* Print when orders take effect, and when the last fold was. `home` is the
   state directory. */
void order_notice_when(int home);

#endif
