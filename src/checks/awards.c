/* control/awards: points per event. */

#include <fcntl.h>
#include <string.h>

#include "awards.h"
#include "plan.h"
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

int plan_awards(struct awards *a, int home, struct text *why)
{
  return control_each("control/awards", home, line_of, a, why) != -1;
}

int plan_awards_file(struct awards *a, char const *file, struct text *why)
{
  int r = control_each(file, AT_FDCWD, line_of, a, why);
  if (r) return r == 1;
  text_adds(why, file);
  text_adds(why, ": there is no such file");
  return 0;
}
