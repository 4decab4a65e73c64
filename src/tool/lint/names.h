/* What qkarma check has to say of the checks that ask the DNS. */

#ifndef TOOL_LINT_NAMES_H
#define TOOL_LINT_NAMES_H

#include "finding.h"
#include "option_rules.h"

/* Tell of lists that nobody asks or that can do nothing, and of a name server
   whose answers others can make up. What is wrong in control/dnsbl and
   control/rhsbl is told elsewhere. */
void names_find(struct findings *f, int home, struct lint_input const *s);

#endif
