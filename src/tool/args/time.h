/* Times as operators type them. */

#ifndef TOOL_ARGS_TIME_H
#define TOOL_ARGS_TIME_H

#include <stddef.h>
#include <stdint.h>

/* An option's value as Unix time: so long before now (90s 30m 12h 7d 2w), today
   or yesterday, a date (2023-11-14), a time (2023-11-14T22:13:20, or with a
   blank, or without seconds; UTC, or local: time_text.h; behind it Z or UTC
   says that it is that), or a stamp of the journal. Dies (100) if it is none of
   them. A null pointer is the default. */
uint64_t time_option(char const *name, char const *value, uint64_t standard,
  uint64_t now);

/* Text s[0..n) as Unix time: a date or time (UTC or local, as above), a stamp,
   or Unix seconds. 1, or 0 it is none. */
int time_scan(uint64_t *t, char const *s, size_t n);

#endif
