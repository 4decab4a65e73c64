/* What other programs know of clients. */

#include <string.h>
#include <time.h>

#include "foreign_table.h"
#include "list_json.h"
#include "../args/time.h"
#include "../../base/scan.h"

#define ADDRESS 1       /* columns of karma_tool */
#define PENALTY 21
#define NAUGHTY 49
#define GAP 5           /* between the counts */
#define WIDTH 3         /* of a count, at least */
#define YEARS 12        /* a weekday comes back to its date within them */
#define AHEAD (100 * (time_t)86400)   /* qpsmtpd's bonus begins in the future */

/* The next word of s[*at..n). */
static int word(char const *s, size_t n, size_t *at, char const **w,
  size_t *len)
{
  while (*at < n && (s[*at] == ' ' || s[*at] == '\t')) ++*at;
  *w = s + *at;
  while (*at < n && s[*at] != ' ' && s[*at] != '\t') ++*at;
  *len = (size_t)(s + *at - *w);
  return *len > 0;
}

static enum foreign_table plain(struct line *l, char const *s, size_t n,
  char const **why)
{
  uint64_t *const counts[] = { &l->naughty, &l->nice, &l->connects };
  unsigned int i = 0;
  size_t at = 0, len;
  char const *w;
  *why = "the first word is no address";
  if (!word(s, n, &at, &w, &len) || !address_scan(&l->address, w, len))
    return FOREIGN_WRONG;
  *why = "the second word is no time";
  if (!word(s, n, &at, &w, &len)) return FOREIGN_WRONG;
  if ((len != 1 || *w != '-') && !time_scan(&l->since, w, len))
    return FOREIGN_WRONG;
  *why = "naughty, nice and connects are to be three numbers";
  for (; i < 3; i++)
    if (!word(s, n, &at, &w, &len)
      || scan_decimal(w, len, counts[i], UINT32_MAX) != len)
      return FOREIGN_WRONG;
  *why = "there are more words than five";
  return word(s, n, &at, &w, &len) ? FOREIGN_WRONG : FOREIGN_CLIENT;
}

/* The index of a three-letter name in a list of them, or -1. */
static int named(char const *list, char const *s)
{
  int i = 0;
  for (; list[3 * i]; i++)
    if (!memcmp(list + 3 * i, s, 3)) return i;
  return -1;
}

/* The latest year in which this date fell on this weekday. */
static int guess_year(uint64_t *t, struct tm const *date, uint64_t now)
{
  time_t today = (time_t)now;
  struct tm this;
  int i = 0;
  if (!localtime_r(&today, &this)) return 0;
  for (; i <= YEARS; i++)
  {
    struct tm tm = *date;
    time_t when;
    tm.tm_year = this.tm_year + 1 - i;
    tm.tm_isdst = -1;
    when = mktime(&tm);
    if (when < 0 || when > today + AHEAD || tm.tm_mday != date->tm_mday
      || tm.tm_wday != date->tm_wday) continue;
    *t = (uint64_t)when;
    return 1;
  }
  return 0;
}

/* `Tue Nov 14 22:13`; the day may have a blank for its first digit. */
static int penalty(uint64_t *t, char const *s, uint64_t now)
{
  struct tm date = { 0 };
  uint64_t day, hour, minute;
  char days[2] = { s[8] == ' ' ? '0' : s[8], s[9] };
  date.tm_wday = named("SunMonTueWedThuFriSat", s);
  date.tm_mon = named("JanFebMarAprMayJunJulAugSepOctNovDec", s + 4);
  if (date.tm_wday == -1 || date.tm_mon == -1 || s[3] != ' ' || s[7] != ' '
    || s[10] != ' ' || s[13] != ':' || scan_decimal(days, 2, &day, 31) != 2
    || scan_decimal(s + 11, 2, &hour, 23) != 2
    || scan_decimal(s + 14, 2, &minute, 59) != 2) return 0;
  date.tm_mday = (int)day;
  date.tm_hour = (int)hour;
  date.tm_min = (int)minute;
  return guess_year(t, &date, now);
}

/* A count, right in its column unless it is too long for it: then all that
   follows stands further to the right. */
static int count(uint64_t *u, char const *s, size_t n, size_t *at)
{
  size_t end = *at + WIDTH, digits;
  *u = 0;
  while (*at < n && *at < end && s[*at] == ' ') ++*at;
  if (*at < n && *at < end)
  {
    digits = scan_decimal(s + *at, n - *at, u, UINT32_MAX);
    if (!digits) return 0;
    *at += digits;
  }
  *at += GAP;
  return *at >= end;
}

static enum foreign_table columns(struct line *l, char const *s, size_t n,
  uint64_t now, char const **why)
{
  static char const blank[24] = "                        ";
  size_t at = ADDRESS, len;
  char const *w;
  *why = "the line is too short";
  if (n < NAUGHTY) return FOREIGN_WRONG;
  *why = "there is no time in the column for it";
  if (memcmp(s + PENALTY, blank, sizeof blank)
    && (memcmp(s + PENALTY, blank, 8) || !penalty(&l->since, s + PENALTY + 8,
      now))) return FOREIGN_WRONG;
  at = NAUGHTY;
  *why = "there are no numbers in the columns for them";
  if (!count(&l->naughty, s, n, &at) || !count(&l->nice, s, n, &at)
    || !count(&l->connects, s, n, &at)) return FOREIGN_WRONG;
  at = ADDRESS;
  *why = "there is no address in the column for it";
  if (!word(s, PENALTY, &at, &w, &len)) return FOREIGN_NAMELESS;
  return address_scan(&l->address, w, len) ? FOREIGN_CLIENT : FOREIGN_WRONG;
}

static int begins(char const *s, size_t n, char const *with)
{
  size_t len = strlen(with);
  return n >= len && !memcmp(s, with, len);
}

/* What karma_tool prints before and behind the clients. */
static int noise(char const *s, size_t n)
{
  return begins(s, n, "using karma db at ")
    || begins(s, n, "      IP Address ") || begins(s, n, "$VAR1 = {")
    || begins(s, n, "          '") || begins(s, n, "        };");
}

enum foreign_table foreign_table_scan(struct line *l, char const *s, size_t n,
  uint64_t now, char const **why)
{
  size_t at = 0, len;
  char const *w;
  memset(l, 0, sizeof *l);
  if (!word(s, n, &at, &w, &len) || *w == '#' || noise(s, n))
    return FOREIGN_NOTHING;
  if (*w == '{') return list_json_scan(l, s, n, why) ? FOREIGN_OWN
    : FOREIGN_WRONG;
  return *s == ' ' ? columns(l, s, n, now, why) : plain(l, s, n, why);
}
