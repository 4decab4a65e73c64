/* control/awards: points per event. */

#include <fcntl.h>
#include <string.h>

#include "awards.h"
#include "last_right.h"
#include "ruleset.h"
#include "../base/scan.h"
#include "../config/control.h"

int awards_points(char const *s, int *points)
{
  int minus = *s == '-';
  uint64_t u;
  size_t n;
  s += minus || *s == '+';
  n = strlen(s);
  if (!n || scan_decimal(s, n, &u, AWARD_MAX) != n) return 0;
  *points = minus ? -(int)u : (int)u;
  return 1;
}

static int line_of(void *data, struct control const *f, struct text *why)
{
  struct awards *a = data;
  enum event e = event_find(f->word[0], strlen(f->word[0]));
  if (e == EVENTS || e == EVENT_SENDER_TLD || e == EVENT_ADJUST)
  {
    text_adds(why, e == EVENTS ? "there is no event "
      : "no points can be given here to ");
    text_addquoted(why, f->word[0], strlen(f->word[0]));
    return 0;
  }
  if (f->words == 2 && awards_points(f->word[1], &a->points[e])) return 1;
  text_adds(why, f->word[0]);
  text_adds(why, " needs one number from -1000 to 1000");
  return 0;
}

/* 1 read, 0 there is no such file, -1; then *a is as before. */
static int read_from(struct awards *a, int at, char const *file,
  struct text *why)
{
  struct awards before = *a;
  int r = control_each(file, at, line_of, a, why);
  if (r == -1) *a = before;
  return r;
}

int ruleset_awards(struct awards *a, int home, struct text *why)
{
  struct text nobody = { 0, 0, 0, 0 };
  return read_from(a, home, LAST_RIGHT_AWARDS, why) != -1
    || read_from(a, home, LAST_RIGHT_AWARDS LAST_RIGHT_SUFFIX, &nobody) == 1;
}

int ruleset_awards_file(struct awards *a, char const *file, struct text *why)
{
  int r = read_from(a, AT_FDCWD, file, why);
  if (r) return r == 1;
  text_adds(why, file);
  text_adds(why, ": there is no such file");
  return 0;
}

int ruleset_awards_lint(struct awards *a, int at, char const *file,
  struct text *why)
{
  return control_all(file, at, line_of, a, why) != -1;
}
