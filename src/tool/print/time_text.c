/* Times for people. */

#include <time.h>

#include "time_text.h"
#include "../../karma/stamp.h"

#define LONGEST 64
#define MINUTE 16     /* bytes of a date, as far as the minutes */

int time_text_local;

/* The local clock at this time, as if it were UTC; *tm tells the zone. 1, 0. */
static int local(struct tm *tm, uint64_t seconds)
{
  time_t t = (time_t)seconds;
  return time_text_local && localtime_r(&t, tm);
}

static void date(struct text *t, uint64_t seconds)
{
  struct tm tm;
  char s[LONGEST];
  if (local(&tm, seconds))
    text_add(t, s, strftime(s, sizeof s, "%Y-%m-%d %H:%M:%S", &tm));
  else stamp_adddate(t, seconds);
}

void time_text_add(struct text *t, uint64_t seconds)
{
  struct tm tm;
  char zone[LONGEST];
  date(t, seconds);
  text_addc(t, ' ');
  if (local(&tm, seconds))
    text_add(t, zone, strftime(zone, sizeof zone, "%Z", &tm));
  else text_adds(t, "UTC");
}

void time_text_short(struct text *t, uint64_t seconds)
{
  date(t, seconds);
  text_addc(t, time_text_local ? ' ' : 'Z');
}

void time_text_minute(struct text *t, uint64_t seconds)
{
  char s[LONGEST];
  struct text whole = TEXT(s);
  date(&whole, seconds);
  text_add(t, whole.s, whole.len < MINUTE ? whole.len : MINUTE);
}

char const *time_text_zone(void)
{
  return time_text_local ? "LOCAL" : "UTC";
}

uint64_t time_text_meant(uint64_t seconds)
{
  time_t t = (time_t)seconds, meant;
  struct tm tm;
  if (!time_text_local || !gmtime_r(&t, &tm)) return seconds;
  tm.tm_isdst = -1;
  meant = mktime(&tm);
  return meant < 0 ? seconds : (uint64_t)meant;
}
