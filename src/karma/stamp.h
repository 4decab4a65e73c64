/* Time stamps of the journal: TAI64N as tai64nlocal reads it, by plain
   arithmetic. skalibs' timestamp() knows leap seconds and would be 27 s off
   what tai64nlocal prints. */

#ifndef KARMA_STAMP_H
#define KARMA_STAMP_H

#include <stddef.h>
#include <stdint.h>

#include "../base/text.h"

#define STAMP_LEN 25   /* `@` and 24 hex digits */

struct stamp
{
  uint64_t seconds;    /* Unix time */
  uint32_t nano;
};

/* Append the stamp. */
void stamp_add(struct text *t, struct stamp const *stamp);

/* Scan the stamp at the beginning of s[0..n): STAMP_LEN, or 0 if there is
   none or it lies before 1970. */
size_t stamp_scan(struct stamp *stamp, char const *s, size_t n);

/* 1 if a is later than b. */
int stamp_later(struct stamp const *a, struct stamp const *b);

/* Append a time for people: 2023-11-14 22:13:30, UTC. */
void stamp_adddate(struct text *t, uint64_t seconds);

#endif
