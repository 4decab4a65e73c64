/* What check has to say of options. */

#include <strings.h>

#include "option_rules.h"
#include "../../session/client.h"

uint64_t lint_number(struct lint_input const *s, char const *check,
  char const *option)
{
  return ruleset_value(s->ruleset, check, option)->number;
}

int lint_is(struct lint_input const *s, char const *check, char const *option,
  char const *word)
{
  char const *text = ruleset_value(s->ruleset, check, option)->text;
  return text && !strcasecmp(text, word);
}

int lint_listed(struct lint_input const *s, char const *check)
{
  return ruleset_has(s->ruleset, registry_find(check));
}

int lint_tls_ends(struct lint_input const *s)
{
  return (s->tls->configured || s->tls->there)
    && !lint_is(s, "limits", "tls", "hide")
    && !lint_is(s, "limits", "tls", "pass");
}

char const *lint_port(void)
{
  char const *s = client_variable("LOCALPORT");
  return s ? s : "25";
}

void lint_apply(struct findings *f, struct option_rule const *rules,
  unsigned int n, struct lint_input const *s)
{
  unsigned int i = 0;
  for (; i < n; i++)
    if (rules[i].applies(s))
      finding(f, FINDING_WARNING, rules[i].where, rules[i].what);
}
