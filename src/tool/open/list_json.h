/* What `qkarma list --json` prints, read again: an object a line, of which a
   client, its box and its counts are taken; other members are passed over. */

#ifndef TOOL_OPEN_LIST_JSON_H
#define TOOL_OPEN_LIST_JSON_H

#include <stddef.h>

#include "../../karma/line.h"

/* Read the object s[0..n). 1, and l has address, since, days (so that the box
   ends when it ended there), naughty, nice and connects; or 0, and *why says
   what is wrong. */
int list_json_scan(struct line *l, char const *s, size_t n, char const **why);

#endif
