/* Aligned columns, and numbers in the forms that people read. */

#ifndef TOOL_PRINT_COLUMN_H
#define TOOL_PRINT_COLUMN_H

#include <stddef.h>
#include <stdint.h>

#include "../../base/text.h"

/* Append blanks up to column `at`, one at least unless the line is empty. */
void column_goto(struct text *t, size_t at);

/* Append a number that ends before column `end`, or a word that does. */
void column_number(struct text *t, size_t end, int64_t i);
void column_word(struct text *t, size_t end, char const *s);

/* Append a word that begins at column `at`. */
void column_left(struct text *t, size_t at, char const *s);

/* Append seconds as days, in two decimals, rounded up: `0.96`. */
void column_days(struct text *t, uint64_t seconds);

/* Append a span of time in whole units, two at least: `42 s`, `3 min`, `5 h`,
   `12 days`. */
void column_span(struct text *t, uint64_t seconds);

/* Append a number and what is counted: `1 line`, `2 lines`. */
void column_count(struct text *t, uint64_t n, char const *what);

#endif
