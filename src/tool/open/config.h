/* The configuration that a connection would have now. */

#ifndef TOOL_OPEN_CONFIG_H
#define TOOL_OPEN_CONFIG_H

#include "../../checks/ruleset.h"
#include "../../session/session.h"

/* Read control files and environment into the plan and, as far as it holds
   figures, the session. Dies (100) of what is wrong there. */
void setup_read(struct plan *p, struct session *s, int home);

/* The same without the environment: what holds for everybody. */
void setup_bare(struct plan *p, struct session *s, int home);

/* The same from other files, where they are not 0. */
void setup_other(struct plan *p, struct session *s, int home,
  char const *checks, char const *awards);

/* 1 if karma refuses clients in its box: it is listed, `reject` is not 0, and
   it does not only observe. Of the plan that was read last. */
int setup_boxes(struct plan const *p);

#endif
