/* What check has to say of options that are legal but unwise. Each rule is a
   line of a table: when it applies, the option, and what comes of it. */

#ifndef TOOL_LINT_OPTION_RULES_H
#define TOOL_LINT_OPTION_RULES_H

#include <stdint.h>

#include "finding.h"
#include "probe.h"
#include "../../checks/ruleset.h"

/* What a rule can look at: besides this, all values that were read last. */
struct sight
{
  struct plan const *plan;
  struct offer const *offer;
};

struct advice
{
  int (*applies)(struct sight const *s);
  char const *where;
  char const *what;
};

/* An option's value as a number; 1 if it is this word, in any letter case; 1
   if the check is in the plan. */
uint64_t advice_number(char const *check, char const *option);
int advice_is(char const *check, char const *option, char const *word);
int advice_listed(struct sight const *s, char const *check);

/* Warn of those of n rules that apply. */
void advice_give(struct findings *f, struct advice const *rules, unsigned int n,
  struct sight const *s);

#endif
