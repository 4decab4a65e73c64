/* The tarpit's waiting, of which the check itself only knows how long. */

#ifndef SMTP_DELAY_H
#define SMTP_DELAY_H

#include "dialogue.h"

/* Before what a reply is about is done: make a client with bad karma wait for
   it, until it hangs up. What it sends meanwhile is read, as far as there is
   room. */
void delay_reply(struct dialogue *d);

#endif
