/* Dates. A year is counted from March on, so that the leap day is its last;
   400 years are 146097 days. */

#include <string.h>

#include "date.h"
#include "scan.h"

#define EPOCH 719468u     /* 1970-01-01 since 0000-03-01, in days */
#define DAY 86400u

/* The year within 400 of a day within 146097. */
static unsigned int year_of(unsigned int day)
{
  return (day - day / 1460 + day / 36524 - day / 146096) / 365;
}

void date_of(struct date *d, uint64_t seconds)
{
  unsigned int clock = (unsigned int)(seconds % DAY);
  uint64_t days = seconds / DAY + EPOCH;
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

void date_addday(struct text *t, struct date const *d)
{
  text_addpad(t, d->year, 4);
  text_addc(t, '-');
  text_addpad(t, d->month, 2);
  text_addc(t, '-');
  text_addpad(t, d->day, 2);
}

/* Days from 1970-01-01 to a day of the Gregorian calendar, counted in years
   that begin in March, so that the leap day is their last. */
static uint64_t days(uint64_t year, uint64_t month, uint64_t day)
{
  uint64_t y = month > 2 ? year : year - 1;
  uint64_t m = month > 2 ? month - 3 : month + 9;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1
    - EPOCH;
}

static int leap(uint64_t year)
{
  return (year % 4 == 0 && year % 100) || year % 400 == 0;
}

/* Are these year, month, day, hour, minute, second? */
static int possible(uint64_t const *f)
{
  static unsigned char const length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
    31, 30, 31 };
  if (f[0] < 1970 || f[1] < 1 || f[1] > 12 || f[2] < 1) return 0;
  if (f[2] > (uint64_t)length[f[1] - 1] + (f[1] == 2 && leap(f[0]))) return 0;
  return f[3] < 24 && f[4] < 60 && f[5] < 60;
}

int date_scan(uint64_t *t, char const *s, size_t n)
{
  static struct { unsigned int digits; char const *before; } const form[6] =
    { { 4, 0 }, { 2, "-" }, { 2, "-" }, { 2, "T " }, { 2, ":" }, { 2, ":" } };
  uint64_t f[6] = { 0 };
  unsigned int i = 0;
  for (; i < 6 && (n || i < 3); i++)
  {
    size_t mark = i > 0, len = form[i].digits;
    if (n < mark + len || (mark && !strchr(form[i].before, *s))) return 0;
    if (scan_decimal(s + mark, len, &f[i], 9999) != len) return 0;
    s += mark + len;
    n -= mark + len;
  }
  if (n || i == 4 || !possible(f)) return 0;
  *t = days(f[0], f[1], f[2]) * DAY + f[3] * 3600 + f[4] * 60 + f[5];
  return 1;
}
