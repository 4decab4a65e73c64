/* Whose mail a line of the journal is about. */

#ifndef TOOL_REPORT_WHOM_H
#define TOOL_REPORT_WHOM_H

#include <stddef.h>

#include "../../karma/line.h"

struct whom
{
  char const *s;          /* an address, escaped, without <>; 0 bytes: the null
                             sender */
  size_t n;
  unsigned int cut : 1;   /* only its beginning */
};

/* Take apart the pair of this name, `from' or `to': <ADDRESS>, behind which +N
   may stand; or `trap', an address. 1; 0 there is none, or it is something
   else. */
int whom_find(struct whom *w, struct line const *l, char const *name);

#endif
