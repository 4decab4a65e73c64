/* The time that a report is about. */

#include "period.h"

#define SHORT 4       /* days: fewer are seen by hours */
#define LONG 92       /* more are seen by weeks */

static uint64_t up(uint64_t t, uint64_t unit)
{
  return (t + unit - 1) / unit * unit;
}

static unsigned int parts(uint64_t seconds, uint64_t unit)
{
  return (unsigned int)((seconds + unit - 1) / unit);
}

/* What it is divided into. */
static void divide(struct period *p)
{
  p->bar = p->is_short ? PERIOD_HOUR
    : p->days > LONG ? PERIOD_WEEK : PERIOD_DAY;
  p->step = p->days > LONG ? PERIOD_DAY : PERIOD_HOUR;
  p->width = p->is_short ? (uint64_t)p->hours * PERIOD_HOUR
    : (uint64_t)p->days * PERIOD_DAY;
  p->bars = parts(p->width, p->bar);
  p->steps = parts(p->width, p->step);
}

/* It begins with a whole day or hour: a piece of one would look like a quiet
   one. Its end is now, mostly, and nobody is misled by that. */
int period_set(struct period *p, uint64_t since, uint64_t until)
{
  if (since >= until || until - since > (uint64_t)PERIOD_DAYS * PERIOD_DAY)
    return 0;
  p->is_short = until - since < SHORT * PERIOD_DAY;
  p->begin = up(since, p->is_short ? PERIOD_HOUR : PERIOD_DAY);
  if (p->begin >= until) p->begin -= PERIOD_HOUR;
  p->end = until;
  p->before = p->begin > until - p->begin ? 2 * p->begin - until : 0;
  p->days = parts(until - p->begin, PERIOD_DAY);
  p->hours = p->is_short ? parts(until - p->begin, PERIOD_HOUR) : 24 * p->days;
  divide(p);
  return 1;
}

uint64_t period_since(uint64_t since, uint64_t until, uint64_t first)
{
  uint64_t unit = PERIOD_DAY;
  if (first <= since || first >= until) return since;
  if (until - (first - first % unit) < SHORT * PERIOD_DAY) unit = PERIOD_HOUR;
  first -= first % unit;
  return first > since ? first : since;
}

static unsigned int within(struct period const *p, uint64_t t, uint64_t unit,
  unsigned int n)
{
  uint64_t i = t < p->begin ? 0 : (t - p->begin) / unit;
  return i < n ? (unsigned int)i : n - 1;
}

unsigned int period_hour(struct period const *p, uint64_t t)
{
  return within(p, t, PERIOD_HOUR, p->hours);
}

unsigned int period_day(struct period const *p, uint64_t t)
{
  return within(p, t, PERIOD_DAY, p->days);
}
