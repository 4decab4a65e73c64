/* Dates. A year is counted from March on, so that the leap day is its last;
   400 years are 146097 days. */

#include "date.h"

#define EPOCH 719468u     /* 1970-01-01 since 0000-03-01, in days */

/* The year within 400 of a day within 146097. */
static unsigned int year_of(unsigned int day)
{
  return (day - day / 1460 + day / 36524 - day / 146096) / 365;
}

void date_of(struct date *d, uint64_t seconds)
{
  unsigned int clock = (unsigned int)(seconds % 86400);
  uint64_t days = seconds / 86400 + EPOCH;
  unsigned int day = (unsigned int)(days % 146097);
  unsigned int year = year_of(day);
  unsigned int month;
  day -= 365 * year + year / 4 - year / 100;
  month = (5 * day + 2) / 153;        /* from March, and 31 30 31 30 31 ... */
  d->day = day - (153 * month + 2) / 5 + 1;
  d->month = month < 10 ? month + 3 : month - 9;
  d->year = days / 146097 * 400 + year + (d->month < 3);
  d->weekday = (unsigned int)((days + 3) % 7);
  d->hour = clock / 3600;
  d->minute = clock / 60 % 60;
  d->second = clock % 60;
}

void date_addtime(struct text *t, struct date const *d)
{
  text_addpad(t, d->hour, 2);
  text_addc(t, ':');
  text_addpad(t, d->minute, 2);
  text_addc(t, ':');
  text_addpad(t, d->second, 2);
}
