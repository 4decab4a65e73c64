/* Whose mail a line of the journal is about. */

#include <string.h>

#include "whom.h"

#define DOTS "..."

int whom_find(struct whom *w, struct line const *l, char const *name)
{
  size_t const dots = strlen(DOTS);
  char const *end;
  struct pair p;
  w->cut = 0;
  if (!line_find(&p, l, name)) return 0;
  w->s = p.value;
  w->n = p.len;
  if (!strcmp(name, "trap")) return 1;
  end = memchr(p.value, '>', p.len);
  if (!end || *p.value != '<') return 0;
  w->s++;
  w->n = (size_t)(end - w->s);
  w->cut = w->n > dots && !memcmp(end - dots, DOTS, dots);
  if (w->cut) w->n -= dots;
  return 1;
}
