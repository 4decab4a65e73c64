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

void survey_read(struct survey *s, int home)
{
  struct text nobody = { 0, 0, 0, 0 };
  int good;
  must_be_there(s->checks);
  must_be_there(s->awards);
  s->points = awards_default;
  good = plan_survey(&s->plan, s->checks ? AT_FDCWD : home,
    s->checks ? s->checks : KEPT_CHECKS, &s->why);
  good &= plan_survey_environment(&s->plan, &s->why);
  good &= plan_awards_survey(&s->points, s->awards ? AT_FDCWD : home,
    s->awards ? s->awards : KEPT_AWARDS, &s->why);
  s->in_force = !!good;
  if (good || s->checks || s->awards) return;
  s->points = awards_default;
  s->in_force = s->copies = plan_read(&s->plan, home, &nobody)
    && plan_awards(&s->points, home, &nobody);
}

void survey_tell(struct survey const *s, struct findings *f)
{
  finding_lines(f, FINDING_ERROR, &s->why);
  if (s->copies) finding(f, FINDING_WARNING, "control",
    "connections go on with the last right copy of what is wrong ("
    KEPT_CHECKS KEPT ", " KEPT_AWARDS KEPT ")");
}
