/* Of many lines of the journal the last ones, in memory for so many. */

#ifndef TOOL_REPORT_LAST_LINES_H
#define TOOL_REPORT_LAST_LINES_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/stralloc.h>

#include "../../karma/line.h"

#define LAST_LINES_MOST 10000

struct last_lines
{
  stralloc ring;      /* texts, each in a place of LINE_LEN bytes, its length in
                         two before it */
  uint64_t most;      /* to keep, at most LAST_LINES_MOST */
  uint64_t seen;
};

#define LAST_LINES(most) { STRALLOC_ZERO, (most), 0 }

/* Offer a line that line_scan() has taken; its text is copied. Dies (111)
   without memory. */
void last_lines_add(struct last_lines *x, char const *s, size_t n);

/* How many are kept. */
uint64_t last_lines_count(struct last_lines const *x);

/* The i-th of these, beginning with the newest, which is 0. */
void last_lines_take(struct line *l, struct last_lines const *x, uint64_t i);

#endif
