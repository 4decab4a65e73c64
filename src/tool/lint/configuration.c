/* The configuration with all its mistakes. */

#include <fcntl.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "configuration.h"
#include "../../checks/last_right.h"

static void must_be_there(char const *file)
{
  if (file && faccessat(AT_FDCWD, file, F_OK, 0) == -1)
    strerr_diefusys(100, "open ", file);
}

void configuration_read(struct configuration *s, int home)
{
  struct text nobody = { 0, 0, 0, 0 };
  int good;
  must_be_there(s->checks);
  must_be_there(s->awards);
  good = ruleset_lint(&s->ruleset, s->checks ? AT_FDCWD : home,
    s->checks ? s->checks : LAST_RIGHT_CHECKS, &s->why);
  good &= ruleset_lint_environment(&s->ruleset, &s->why);
  good &= ruleset_awards_lint(&s->ruleset.settings.awards, s->awards ? AT_FDCWD
    : home, s->awards ? s->awards : LAST_RIGHT_AWARDS, &s->why);
  s->in_force = !!good;
  if (good || s->checks || s->awards) return;
  s->in_force = s->copies = ruleset_read(&s->ruleset, home, &nobody)
    && ruleset_awards(&s->ruleset.settings.awards, home, &nobody);
}

void configuration_tell(struct configuration const *s, struct findings *f)
{
  finding_lines(f, FINDING_ERROR, &s->why);
  if (s->copies) finding(f, FINDING_WARNING, "control",
    "connections go on with the last right copy of what is wrong ("
    LAST_RIGHT_CHECKS LAST_RIGHT_SUFFIX ", " LAST_RIGHT_AWARDS
    LAST_RIGHT_SUFFIX ")");
  if (s->in_force && s->ruleset.standard)
    finding(f, FINDING_INFO, LAST_RIGHT_CHECKS,
      "there is none: the default is in force, which refuses");
}
