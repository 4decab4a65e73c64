/* The configuration with all its mistakes, for those who mend it. */

#ifndef TOOL_LINT_CONFIGURATION_H
#define TOOL_LINT_CONFIGURATION_H

#include "finding.h"
#include "../../checks/ruleset.h"

struct configuration
{
  char const *checks;       /* a file in the place of control/checks, or 0 */
  char const *awards;       /* in that of control/awards, or 0 */
  struct ruleset ruleset;   /* what a connection would have, if in_force */
  unsigned int in_force : 1;
  unsigned int copies : 1;  /* of which something is the last right copy */
  struct text why;          /* the mistakes, a line each */
};

/* Read both files and the environment, find all mistakes, and then what a
   connection makes of it. `why` must be an empty text. Dies (100) when a file
   that was named is not there. */
void configuration_read(struct configuration *s, int home);

/* Tell the mistakes, and that copies are in force. */
void configuration_tell(struct configuration const *s, struct findings *f);

#endif
