/* Is the journal folded? */

#ifndef TOOL_LINT_UNFOLDED_H
#define TOOL_LINT_UNFOLDED_H

#include <stdint.h>

#include "finding.h"

/* Warn of lines that wait for a fold longer than any should, and tell of
   databases that nobody can read. `home` is the state directory. */
void unfolded_find(struct findings *f, int home);

/* How many seconds the oldest line has waited for a fold, if that is longer than
   any should; 0 there is no such line, or nobody can tell. */
uint64_t unfolded_waits(int home);

#endif
