/* Why OpenSSL failed, in its words. */

#ifndef TLS_REASON_H
#define TLS_REASON_H

#include "../base/text.h"

/* Append the oldest error of the queue, as clean text. The queue is the
   thread's, and so that of all sessions: it must have been cleared before the
   call that failed. */
void reason_add(struct text *t);

#endif
