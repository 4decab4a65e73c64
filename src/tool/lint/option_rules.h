/* What check has to say of options that are legal but unwise. Each rule is a
   line of a table: when it applies, the option, and what comes of it. */

#ifndef TOOL_LINT_OPTION_RULES_H
#define TOOL_LINT_OPTION_RULES_H

#include <stdint.h>

#include "finding.h"
#include "probe.h"
#include "tls.h"
#include "../../checks/ruleset.h"

/* What a rule can look at. */
struct lint_input
{
  struct ruleset const *ruleset;
  struct offer const *offer;
  struct tls_service const *tls;
};

struct option_rule
{
  int (*applies)(struct lint_input const *s);
  char const *where;
  char const *what;
};

/* An option's value as a number; 1 if it is this word, in any letter case; 1
   if the check is in the ruleset. */
uint64_t lint_number(struct lint_input const *s, char const *check,
  char const *option);
int lint_is(struct lint_input const *s, char const *check, char const *option,
  char const *word);
int lint_listed(struct lint_input const *s, char const *check);

/* 1 if TLS ends in front of the backend: it is to, and can. */
int lint_tls_ends(struct lint_input const *s);

/* The port that the environment tells of; 25 where it tells of none. */
char const *lint_port(void);

/* Warn of those of n rules that apply. */
void lint_apply(struct findings *f, struct option_rule const *rules,
  unsigned int n, struct lint_input const *s);

#endif
