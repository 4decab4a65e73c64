/* What comes of a check's failure. */

#include <string.h>
#include <strings.h>

#include "check.h"
#include "ruleset.h"
#include "../session/result.h"

struct value const *check_option(struct session const *s,
  struct check const *c, unsigned int i)
{
  return ruleset_options(s->ruleset, c) + i;
}

int check_tolerate(struct session *s, char const *name,
  struct text const *why)
{
  session_tolerated(s, name);
  result_set(s, name, RESULT_TOLERATED, why);
  return 0;
}

int check_flag(struct session *s, char const *name, enum reject_type type,
  struct text const *text, struct text const *why)
{
  if (s->settings->observe) return check_tolerate(s, name, why);
  session_flag(s, name, type, text);
  result_set(s, name, RESULT_NAUGHTY, why);
  return 1;
}

int check_refuse(struct session *s, char const *name, enum reject_type type,
  struct text const *text, struct text const *why)
{
  if (s->settings->observe) return check_tolerate(s, name, why);
  session_refuse(s, name, verdict_of(type), text);
  result_set(s, name, RESULT_FAIL, why);
  return 1;
}

int check_fail(struct session *s, char const *name,
  struct value const *reject, enum reject_type type, struct text const *text,
  struct text const *why)
{
  if (!strcmp(reject->text, "0")) return check_tolerate(s, name, why);
  if (strcasecmp(reject->text, "naughty"))
    return check_refuse(s, name, type, text, why);
  return check_flag(s, name, type, text, why);
}
