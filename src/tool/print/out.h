/* What a command prints. All of it reaches stdout, or the command dies (111):
   nobody should take part of a report for all of it. */

#ifndef TOOL_PRINT_OUT_H
#define TOOL_PRINT_OUT_H

#include <stddef.h>

#include "../../base/text.h"

/* Write bytes, or a string. */
void out_put(char const *s, size_t n);
void out_puts(char const *s);

/* Write the text and empty it. Nothing of it was cut, or it is an error as
   well. */
void out_text(struct text *t);

/* The same with a LF behind it. */
void out_line(struct text *t);

/* See that all that was put is written. */
void out_flush(void);

#endif
