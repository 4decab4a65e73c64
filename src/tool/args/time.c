/* Times as operators type them. */

#include <string.h>

#include <skalibs/strerr.h>

#include "time.h"
#include "../print/time_text.h"
#include "../../base/date.h"
#include "../../base/scan.h"
#include "../../karma/record.h"
#include "../../karma/stamp.h"

#define DATE 10       /* bytes of 2023-11-14 */
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

static int stamp(uint64_t *t, char const *s, size_t n)
{
  struct stamp stamp;
  if (n != STAMP_LEN || !stamp_scan(&stamp, s, n)) return 0;
  *t = stamp.seconds;
  return 1;
}

/* The bytes of a time before the mark that it is UTC, as we print one; 0 it has
   none. */
static size_t marked(char const *s, size_t n)
{
  if (n > 1 && s[n - 1] == 'Z') return n - 1;
  return n > 4 && !memcmp(s + n - 4, " UTC", 4) ? n - 4 : 0;
}

static int moment(uint64_t *t, char const *s, size_t n)
{
  size_t utc = marked(s, n);
  if (utc) return date_scan(t, s, utc);
  if (!date_scan(t, s, n)) return 0;
  *t = time_text_meant(*t);
  return 1;
}

/* The midnight with which today began, or yesterday. A day has not always 24
   hours: the date is counted back, not the time. */
static int midnight(uint64_t *t, char const *s, uint64_t now)
{
  char array[64];
  struct text day = TEXT(array);
  int yesterday = !strcmp(s, "yesterday");
  if (!yesterday && strcmp(s, "today")) return 0;
  time_text_minute(&day, now);
  if (day.len < DATE || !date_scan(t, day.s, DATE)) return 0;
  *t = time_text_meant(*t - (yesterday ? RECORD_DAY : 0));
  return 1;
}

int time_scan(uint64_t *t, char const *s, size_t n)
{
  if (n && scan_decimal(s, n, t, INT64_MAX / 4) == n) return 1;
  return moment(t, s, n) || stamp(t, s, n);
}

uint64_t time_option(char const *name, char const *value, uint64_t standard,
  uint64_t now)
{
  size_t n = value ? strlen(value) : 0;
  uint64_t t;
  if (!value) return standard;
  if (moment(&t, value, n) || midnight(&t, value, now)
    || ago(&t, value, now) || stamp(&t, value, n)) return t;
  strerr_dief(100, name, " cannot be ", value, "; allowed is a span of time as "
    "90s, 30m, 12h, 7d or 2w, today, yesterday, a date as 2023-11-14, or a "
    "time as 2023-11-14T22:13:20, in UTC unless --local is given");
}
