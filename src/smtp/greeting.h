/* The connect phase, up to the greeting. */

#ifndef SMTP_GREETING_H
#define SMTP_GREETING_H

#include "dialogue.h"

/* Judge the connect phase, start the backend if it is needed, and greet: with
   the backend's own greeting, or, for a naughty client, with ours. */
void greeting_run(struct dialogue *d);

/* Start the backend and swallow its greeting. 1 when it is a good one; else 0,
   and the backend is ended. */
int greeting_silent(struct dialogue *d);

#endif
