/* The configuration that a connection would have now. */

#include <skalibs/strerr.h>

#include "config.h"

#define WHY 1000

static void done(int good, struct text *why)
{
  why->s[why->len] = 0;
  if (!good) strerr_dief(100, why->s);
  if (why->len) strerr_warnw(why->s, "; the last right one is in force");
}

void config_read(struct ruleset *p, int home)
{
  config_read_files(p, home, 0, 0);
}

void config_read_bare(struct ruleset *p, int home)
{
  char array[WHY];
  struct text why = { array, 0, sizeof array - 1, 0 };
  done(ruleset_read_bare(p, home, &why)
    && ruleset_awards(&p->settings.awards, home, &why), &why);
}

void config_read_files(struct ruleset *p, int home, char const *checks,
  char const *awards)
{
  char array[WHY];
  struct text why = { array, 0, sizeof array - 1, 0 };
  int good = checks ? ruleset_read_file(p, checks, &why)
    : ruleset_read(p, home, &why);
  done(good && (awards
    ? ruleset_awards_file(&p->settings.awards, awards, &why)
    : ruleset_awards(&p->settings.awards, home, &why)), &why);
}
