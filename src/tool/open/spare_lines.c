/* The lines of control/spare. */

#include <string.h>

#include <skalibs/strerr.h>

#include "spare_lines.h"
#include "../../config/control.h"

void spare_lines_each(int home, spare_line_one *one, void *data)
{
  struct text nobody = { 0, 0, 0, 0 };
  struct control c = CONTROL_ZERO;
  struct spare_line line;
  int r = control_read(&c, home, SPARE);
  if (r == -1) strerr_diefusys(111, "read ", SPARE);
  while (r && (r = control_next(&c)))
  {
    if (r == -1 || c.words != 1
      || !spare_scan(&line.spare, c.word[0], &nobody)) continue;
    line.number = c.line;
    line.why = c.comment;
    one(data, &line);
  }
}

struct found
{
  struct spare const *who;
  struct spare_line *line;
  int found;
};

static void keep_narrowest(void *data, struct spare_line const *line)
{
  struct found *f = data;
  if (!spare_within(f->who, &line->spare) || (f->found
    && spare_within(&f->line->spare, &line->spare))) return;
  *f->line = *line;
  f->found = 1;
}

int spare_lines_find(struct spare_line *line, int home,
  struct spare const *who)
{
  struct found f = { who, line, 0 };
  spare_lines_each(home, keep_narrowest, &f);
  return f.found;
}

static void keep_number(void *data, struct spare_line const *line)
{
  struct spare_line *found = data;
  if (line->number == found->number) *found = *line;
}

int spare_lines_number(struct spare_line *line, int home, unsigned int number)
{
  line->number = number;
  line->why = 0;
  spare_lines_each(home, keep_number, line);
  return line->why != 0;
}

void spare_line_add(struct text *t, struct spare_line const *line, int why)
{
  text_adds(t, "line ");
  text_addu(t, line->number);
  if (!why || !*line->why) return;
  text_adds(t, ": ");
  text_addclean(t, line->why, strlen(line->why));
}
