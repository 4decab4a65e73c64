/* The configuration that a connection would have now. */

#include <string.h>

#include <skalibs/strerr.h>

#include "config.h"
#include "../../checks/karma.h"

#define WHY 1000

static void done(struct ruleset const *p, struct session *s, int good,
  struct text *why)
{
  why->s[why->len] = 0;
  if (!good) strerr_dief(100, why->s);
  if (why->len) strerr_warnw(why->s, "; the last right one is in force");
  s->observe = p->observe;
  karma_settings(s);
}

void config_read(struct ruleset *p, struct session *s, int home)
{
  config_read_files(p, s, home, 0, 0);
}

void config_read_bare(struct ruleset *p, struct session *s, int home)
{
  char array[WHY];
  struct text why = { array, 0, sizeof array - 1, 0 };
  s->awards = awards_default;
  done(p, s, ruleset_read_bare(p, home, &why)
    && ruleset_awards(&s->awards, home, &why), &why);
}

void config_read_files(struct ruleset *p, struct session *s, int home,
  char const *checks, char const *awards)
{
  char array[WHY];
  struct text why = { array, 0, sizeof array - 1, 0 };
  int good = checks ? ruleset_read_file(p, checks, &why)
    : ruleset_read(p, home, &why);
  s->awards = awards_default;
  good = good && (awards ? ruleset_awards_file(&s->awards, awards, &why)
    : ruleset_awards(&s->awards, home, &why));
  done(p, s, good, &why);
}

int config_boxes(struct ruleset const *p)
{
  return ruleset_has(p, &check_karma) && !p->observe
    && strcmp(ruleset_value("karma", "reject")->text, "0") != 0;
}
