/* AUTH: may users do what the configuration promises them? */

#ifndef TOOL_LINT_AUTH_OFFER_H
#define TOOL_LINT_AUTH_OFFER_H

#include "option_rules.h"

/* Warn of AUTH that is promised and not to be had, or had and refused. */
void auth_offer_find(struct findings *f, struct lint_input const *s);

#endif
