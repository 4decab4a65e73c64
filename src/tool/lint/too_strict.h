/* Options that box or cut off servers that do nothing wrong. */

#ifndef TOOL_LINT_TOO_STRICT_H
#define TOOL_LINT_TOO_STRICT_H

#include "option_rules.h"

/* Warn of what is stricter than real servers can bear. */
void too_strict_find(struct findings *f, struct lint_input const *s);

#endif
