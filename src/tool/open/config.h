/* The configuration that a connection would have now. */

#ifndef TOOL_OPEN_CONFIG_H
#define TOOL_OPEN_CONFIG_H

#include "../../checks/ruleset.h"
#include "../../session/session.h"

/* Read control files and environment. Dies (100) of what is wrong there. */
void config_read(struct ruleset *p, int home);

/* The same without the environment: what holds for everybody. */
void config_read_bare(struct ruleset *p, int home);

/* The same from other files, where they are not 0. */
void config_read_files(struct ruleset *p, int home, char const *checks,
  char const *awards);

#endif
