/* The configuration that a connection would have now. */

#ifndef TOOL_OPEN_CONFIG_H
#define TOOL_OPEN_CONFIG_H

#include "../../checks/ruleset.h"
#include "../../session/session.h"

/* Read control files and environment into the ruleset and, as far as it holds
   figures, the session. Dies (100) of what is wrong there. */
void config_read(struct ruleset *p, struct session *s, int home);

/* The same without the environment: what holds for everybody. */
void config_read_bare(struct ruleset *p, struct session *s, int home);

/* The same from other files, where they are not 0. */
void config_read_files(struct ruleset *p, struct session *s, int home,
  char const *checks, char const *awards);

/* 1 if karma refuses clients in its box: it is listed, `reject` is not 0, and
   it does not only observe. Of the ruleset that was read last. */
int config_boxes(struct ruleset const *p);

#endif
