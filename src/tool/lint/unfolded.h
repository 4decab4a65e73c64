/* Is the journal folded? */

#ifndef TOOL_LINT_UNFOLDED_H
#define TOOL_LINT_UNFOLDED_H

#include "finding.h"

/* Warn of lines that wait for a fold longer than any should, and tell of
   databases that nobody can read. `home` is the state directory. */
void unfolded_find(struct findings *f, int home);

#endif
