/* Aligned columns, dates and days for people, written to stdout. */

#ifndef TOOL_COLUMN_H
#define TOOL_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

/* Append blanks up to column `at`, one at least unless the line is empty. */
void column_goto(struct text *t, size_t at);

/* Append a number that ends before column `end`, or a word that does. */
void column_number(struct text *t, size_t end, int64_t i);
void column_word(struct text *t, size_t end, char const *s);

/* Append seconds as days, in two decimals, rounded up: `0.96`. */
void column_days(struct text *t, uint64_t seconds);

/* Write the text and empty it, or die: a report that is not read whole is
   none. Nothing of it was cut, or it is an error as well. */
void column_put(struct text *t);

/* See that all that was put is written, or die. */
void column_flush(void);

#endif
