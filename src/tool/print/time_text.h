/* Times for people: UTC, unless they asked for their own zone ($TZ). */

#ifndef TOOL_PRINT_TIME_TEXT_H
#define TOOL_PRINT_TIME_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "../../base/text.h"

/* Of a command's table of options: times are local, printed and read. */
#define MOMENT_LOCAL { "--local", &time_text_local, 0 }
extern int time_text_local;

/* Append a time: 2023-11-14 22:13:20 UTC, or with the zone's name. */
void time_text_add(struct text *t, uint64_t seconds);

/* The same with a Z for UTC and a blank for local time, as in a column; and as
   far as the minutes, for a column whose head says what it is: */
void time_text_short(struct text *t, uint64_t seconds);
void time_text_minute(struct text *t, uint64_t seconds);

/* UTC, or LOCAL: for the head. */
char const *time_text_zone(void);

/* A time of UTC that reads as the local clock did: what it really is. */
uint64_t time_text_meant(uint64_t seconds);

#endif
