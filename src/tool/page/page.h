/* The report as a page: HTML, all that it needs is in it, no script. */

#ifndef TOOL_PAGE_PAGE_H
#define TOOL_PAGE_PAGE_H

#include "parts.h"

/* Write it to a file, which appears whole or not at all, or to stdout if file
   is 0. Dies (111). */
void page_write(struct census const *c, struct health const *h,
  char const *file);

#endif
