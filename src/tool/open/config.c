/* The configuration that a connection would have now. */

#include <string.h>

#include <skalibs/strerr.h>

#include "config.h"
#include "../../checks/karma.h"

#define WHY 1000

static void done(struct plan const *p, struct session *s, int good,
  struct text *why)
{
  why->s[why->len] = 0;
  if (!good) strerr_dief(100, why->s);
  if (why->len) strerr_warnw(why->s, "; the last right one is in force");
  s->observe = p->observe;
  karma_settings(s);
}

void setup_read(struct plan *p, struct session *s, int home)
{
  setup_other(p, s, home, 0, 0);
}

void setup_bare(struct plan *p, struct session *s, int home)
{
  char array[WHY];
  struct text why = { array, 0, sizeof array - 1, 0 };
  s->awards = awards_default;
  done(p, s, plan_read_bare(p, home, &why)
    && plan_awards(&s->awards, home, &why), &why);
}

void setup_other(struct plan *p, struct session *s, int home,
  char const *checks, char const *awards)
{
  char array[WHY];
  struct text why = { array, 0, sizeof array - 1, 0 };
  int good = checks ? plan_read_file(p, checks, &why)
    : plan_read(p, home, &why);
  s->awards = awards_default;
  good = good && (awards ? plan_awards_file(&s->awards, awards, &why)
    : plan_awards(&s->awards, home, &why));
  done(p, s, good, &why);
}

int setup_boxes(struct plan const *p)
{
  return plan_has(p, &check_karma) && !p->observe
    && strcmp(plan_value("karma", "reject")->text, "0") != 0;
}
