/* The configuration that a connection would have now. */

#ifndef TOOL_SETUP_H
#define TOOL_SETUP_H

#include "../checks/plan.h"
#include "../session/session.h"

/* Read control files and environment into the plan and, as far as it holds
   figures, the session. Dies (100) of what is wrong there. */
void setup_read(struct plan *p, struct session *s, int home);

#endif
