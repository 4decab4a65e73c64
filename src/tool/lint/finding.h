/* What `qkarma check` finds. */

#ifndef TOOL_LINT_FINDING_H
#define TOOL_LINT_FINDING_H

#include "../print/json.h"
#include "../../base/text.h"

struct findings
{
  struct json *json;        /* an open array of objects; 0: in words */
  unsigned int quiet : 1;   /* what is neither wrong nor unwise is not told */
  unsigned int errors;      /* it does not work */
  unsigned int warnings;    /* it works, but is unwise */
};

enum gravity
{
  FINDING_INFO,
  FINDING_WARNING,
  FINDING_ERROR
};

/* Tell of one: `error: control/secret: everybody may read it`; where is a
   file, or a check and its option. */
void finding(struct findings *f, enum gravity g, char const *where,
  char const *what);

/* The same with a text that says both. */
void finding_text(struct findings *f, enum gravity g, struct text const *t);

/* One of each line of such a text. */
void finding_lines(struct findings *f, enum gravity g, struct text const *t);

#endif
