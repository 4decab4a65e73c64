/* The lines of control/spare, with what stands behind their #. */

#ifndef TOOL_OPEN_SPARE_LINES_H
#define TOOL_OPEN_SPARE_LINES_H

#include "../../checks/spare.h"

struct spare_line
{
  struct spare spare;
  unsigned int number;
  char const *why;      /* "": nothing stands there */
};

typedef void spare_line_one(void *data, struct spare_line const *line);

/* Give each line to `one`, but those that are wrong, which spare nobody. Dies
   (111) of a file that cannot be read. */
void spare_lines_each(int home, spare_line_one *one, void *data);

/* The narrowest line that spares all of `who`: 1, and its `why` stays; 0 there
   is none. By its number: 1; 0. */
int spare_lines_find(struct spare_line *line, int home,
  struct spare const *who);
int spare_lines_number(struct spare_line *line, int home, unsigned int number);

/* Append `line 3`, and with `why' what stands behind it: `line 3: our second
   MX`. */
void spare_line_add(struct text *t, struct spare_line const *line, int why);

#endif
