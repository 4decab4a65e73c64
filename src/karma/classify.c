/* Judgements on a connection. */

#include "classify.h"

enum standing judge_standing(int64_t history, int64_t karma, int64_t strikes,
  int accepted)
{
  if (history < 0 || karma <= -strikes) return STANDING_BAD;
  if (history > 0 || accepted) return STANDING_GOOD;
  return STANDING_UNKNOWN;
}

char const *standing_name(enum standing s)
{
  static char const *const names[] =
  {
    [STANDING_BAD] = "bad",
    [STANDING_UNKNOWN] = "unknown",
    [STANDING_GOOD] = "good"
  };
  return names[s];
}

enum line_class judge_class(int64_t karma, int64_t strikes, int64_t nice,
  int accepted)
{
  if (karma <= -strikes) return CLASS_NAUGHTY;
  if (karma >= nice && accepted) return CLASS_NICE;
  return CLASS_NEUTRAL;
}
