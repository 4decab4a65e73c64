/* `limits backend_*`: what the programs that we start may use. */

#ifndef SMTP_BACKEND_LIMITS_H
#define SMTP_BACKEND_LIMITS_H

#include "../session/session.h"

/* Those of this connection hold for what is started from now on. */
void backend_limits_use(struct session const *s);

/* The calling process is about to be such a program: set them, for good. No
   call is made where there are none. 1, 0 (errno). It changes nothing in
   memory: a child that borrows ours may call it. */
int backend_limits_set(void);

#endif
