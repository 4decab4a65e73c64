/* DATA: the message on its way to the backend, and who takes the
   responsibility for it. */

#ifndef SMTP_MESSAGE_H
#define SMTP_MESSAGE_H

#include "dialogue.h"

/* The DATA command and the message behind it. A 250 goes to the client only
   after the backend's own 2yz to the dot; the dot is held back until the
   data_post checks have spoken. */
void message_data(struct dialogue *d, struct command const *c);

#endif
