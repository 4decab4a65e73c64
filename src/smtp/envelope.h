/* HELO, EHLO, MAIL and RCPT: judged, then relayed, or answered by us when the
   client is naughty. */

#ifndef SMTP_ENVELOPE_H
#define SMTP_ENVELOPE_H

#include "dialogue.h"

void envelope_helo(struct dialogue *d, struct command const *c);
void envelope_mail(struct dialogue *d, struct command const *c);
void envelope_rcpt(struct dialogue *d, struct command const *c);

/* The transaction is over: after the dot, RSET, EHLO, or a refusal. */
void envelope_reset(struct dialogue *d);

/* There is more to this transaction than the verification of an address (DATA
   comes): those that were refused in it are recipients like others. */
void envelope_meant(struct dialogue *d);

/* From the flag on a naughty client is answered by us: an open transaction of
   the backend gets one RSET, and what stood in it is ours now. */
void envelope_take_over(struct dialogue *d);

#endif
