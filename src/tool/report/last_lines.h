/* Of many lines of the journal the last ones, in memory for so many. */

#ifndef TOOL_REPORT_LAST_LINES_H
#define TOOL_REPORT_LAST_LINES_H

#include <stddef.h>
#include <stdint.h>

#include <skalibs/genalloc.h>

#include "../../journal/journal_reader.h"
#include "../../karma/line.h"

#define LAST_LINES_MOST 10000

struct last_line
{
  char host[HOST_LEN + 1];    /* whose it is */
  size_t n;
  char s[LINE_LEN];
};

struct last_lines
{
  genalloc ring;      /* struct last_line */
  uint64_t most;      /* to keep, at most LAST_LINES_MOST */
  uint64_t seen;
};

#define LAST_LINES(most) { GENALLOC_ZERO, (most), 0 }

/* Keep a copy of the line that the reader has just given. Dies (111) without
   memory. */
void last_lines_add(struct last_lines *x, struct journal_reader const *c);

/* How many are kept. */
uint64_t last_lines_count(struct last_lines const *x);

/* The i-th of these, beginning with the newest, which is 0. Returns whose it is,
   as the reader has it. */
char const *last_lines_take(struct line *l, struct last_lines const *x,
  uint64_t i);

#endif
