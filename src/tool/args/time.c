/* Times as operators type them. */

#include <string.h>

#include <skalibs/strerr.h>

#include "time.h"
#include "../print/time_text.h"
#include "../../base/scan.h"
#include "../../karma/record.h"
#include "../../karma/stamp.h"

#define LONG_AGO (1000000 * (uint64_t)RECORD_DAY)

static int ago(uint64_t *t, char const *s, uint64_t now)
{
  static char const letters[] = "smhdw";
  static uint64_t const seconds[] = { 1, 60, 3600, RECORD_DAY,
    7 * RECORD_DAY };
  uint64_t u;
  size_t n = scan_decimal(s, strlen(s), &u, LONG_AGO);
  char const *unit = n && s[n] ? strchr(letters, s[n]) : 0;
  if (!unit || s[n + 1]) return 0;
  u = u > LONG_AGO / seconds[unit - letters] ? LONG_AGO
    : u * seconds[unit - letters];
  *t = u < now ? now - u : 0;
  return 1;
}

/* Days from 1970-01-01 to a day of the Gregorian calendar, counted in years
   that begin in March, so that the leap day is their last. */
static uint64_t days(uint64_t year, uint64_t month, uint64_t day)
{
  uint64_t y = month > 2 ? year : year - 1;
  uint64_t m = month > 2 ? month - 3 : month + 9;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1
    - 719468;
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

/* `2023-11-14T22:13:20`, of which only the date is needed. */
static int date(uint64_t *t, char const *s, size_t n)
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
  *t = days(f[0], f[1], f[2]) * RECORD_DAY + f[3] * 3600 + f[4] * 60 + f[5];
  return 1;
}

static int stamp(uint64_t *t, char const *s, size_t n)
{
  struct stamp stamp;
  if (n != STAMP_LEN || !stamp_scan(&stamp, s, n)) return 0;
  *t = stamp.seconds;
  return 1;
}

int time_scan(uint64_t *t, char const *s, size_t n)
{
  if (n && scan_decimal(s, n, t, INT64_MAX / 4) == n) return 1;
  if (!date(t, s, n)) return stamp(t, s, n);
  *t = time_text_meant(*t);
  return 1;
}

uint64_t time_option(char const *name, char const *value, uint64_t standard,
  uint64_t now)
{
  size_t n = value ? strlen(value) : 0;
  uint64_t t;
  if (!value) return standard;
  if (date(&t, value, n)) return time_text_meant(t);
  if (ago(&t, value, now) || stamp(&t, value, n)) return t;
  strerr_dief(100, name, " cannot be ", value, "; allowed is a span of time as "
    "90s, 30m, 12h, 7d or 2w, a date as 2023-11-14, or a time as "
    "2023-11-14T22:13:20, in UTC unless --local is given");
}
