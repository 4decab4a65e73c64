/* AUTH, passed through to the backend. */

#ifndef SMTP_AUTH_H
#define SMTP_AUTH_H

#include "dialogue.h"

/* The AUTH command and its rounds. Only a final 235 to an AUTH that was
   forwarded makes the connection immune, and clears its flags. What the
   client sends here is never logged. */
void auth_run(struct dialogue *d, struct command const *c);

#endif
