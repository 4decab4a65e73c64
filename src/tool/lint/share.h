/* Do the hosts that share karma hear this one? */

#ifndef TOOL_LINT_SHARE_H
#define TOOL_LINT_SHARE_H

#include "finding.h"

/* Where there is a control/share: is there a common log, is our journal heard,
   are we alone? `home` is the state directory. */
void share_find(struct findings *f, int home);

#endif
