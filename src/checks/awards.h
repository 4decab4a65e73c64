/* Points in control files. */

#ifndef CHECKS_AWARDS_H
#define CHECKS_AWARDS_H

/* Points as text, `-2` or `3` or `+3`: 1, or 0 when it is no number from
   -AWARD_MAX to AWARD_MAX. */
int awards_points(char const *s, int *points);

#endif
