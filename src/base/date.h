/* A time as people write it, in UTC. gmtime_r would say the same, but reads
   the machine's time zone first: glibc opens a file for that and allocates,
   in every process that names one date. */

#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdint.h>

#include "text.h"

struct date
{
  uint64_t year;
  unsigned int month;     /* 1 to 12 */
  unsigned int day;       /* 1 to 31 */
  unsigned int weekday;   /* 0 Sunday to 6 */
  unsigned int hour;
  unsigned int minute;
  unsigned int second;
};

/* The date of so many seconds since 1970, of which every day has 86400. */
void date_of(struct date *d, uint64_t seconds);

/* Append its time: 22:13:30. And its day: 2023-11-14. */
void date_addtime(struct text *t, struct date const *d);
void date_addday(struct text *t, struct date const *d);

/* The seconds since 1970 of s[0..n): `2023-11-14T22:13:20`, or with a blank for
   the T, of which only the day is needed. 1, or 0 it is none. */
int date_scan(uint64_t *seconds, char const *s, size_t n);

#endif
