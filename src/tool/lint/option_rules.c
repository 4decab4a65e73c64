/* What check has to say of options. */

#include <strings.h>

#include "option_rules.h"

uint64_t advice_number(char const *check, char const *option)
{
  return plan_value(check, option)->number;
}

int advice_is(char const *check, char const *option, char const *word)
{
  char const *text = plan_value(check, option)->text;
  return text && !strcasecmp(text, word);
}

int advice_listed(struct sight const *s, char const *check)
{
  return plan_has(s->plan, registry_find(check));
}

void advice_give(struct findings *f, struct advice const *rules, unsigned int n,
  struct sight const *s)
{
  unsigned int i = 0;
  for (; i < n; i++)
    if (rules[i].applies(s))
      finding(f, FINDING_WARNING, rules[i].where, rules[i].what);
}
