/* Options that do not do what their writer seems to want. */

#ifndef TOOL_LINT_NO_EFFECT_H
#define TOOL_LINT_NO_EFFECT_H

#include "option_rules.h"

/* Warn of what is without effect, or has another one than it seems. */
void no_effect_find(struct findings *f, struct lint_input const *s);

#endif
