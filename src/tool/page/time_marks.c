/* What all plots of time have: backdrop and axis. */

#include "marks.h"
#include "put.h"
#include "scale.h"
#include "../../base/date.h"

#define ROOM 8000     /* a label further right is left out on a telephone, */
#define LAST 9200     /* and here it stands before its place */
#define LABELS 5      /* at most so many; a telephone has room for them */

uint64_t time_share(struct period const *p, uint64_t t)
{
  if (t <= p->begin) return 0;
  return t - p->begin >= p->width ? 10000 : share(t - p->begin, p->width);
}

static void band(struct period const *p, char const *class, uint64_t from,
  uint64_t to, unsigned int top, unsigned int height)
{
  uint64_t x = time_share(p, from);
  put("<rect class=\"%s\" x=\"%s%%\" y=\"%u\" width=\"%s%%\" height=\"%u\"/>",
    class, px(x), top, px(time_share(p, to) - x), height);
}

/* Of hours in which nobody came nothing is known: they belong to those before
   them if what follows was observed, too. */
int observed_next(struct census const *c, unsigned int *hour,
  unsigned int *from)
{
  unsigned int h = *hour, n = c->period.hours, lot;
  while (h < n && !c->observed[h]) h++;
  *from = h;
  if (h == n) return 0;
  for (*hour = h + 1; h < n; h++)
  {
    uint32_t came = 0;
    for (lot = 0; lot < LOTS; lot++) came += c->hour[lot][h];
    if (c->observed[h]) *hour = h + 1;
    else if (came) break;
  }
  return 1;
}

void backdrop(struct census const *c, unsigned int top, unsigned int height)
{
  struct period const *p = &c->period;
  uint64_t t = p->begin - p->begin % PERIOD_DAY;
  unsigned int h = 0, from;
  struct date d;
  for (; p->days <= 92 && t < p->begin + p->width; t += PERIOD_DAY)
  {
    date_of(&d, t);
    if (!d.weekday || d.weekday == 6)
      band(p, "we", t, t + PERIOD_DAY, top, height);
  }
  while (observed_next(c, &h, &from))
    band(p, "ob", p->begin + (uint64_t)from * PERIOD_HOUR,
      p->begin + (uint64_t)h * PERIOD_HOUR, top, height);
}

static void tick(struct period const *p, uint64_t t, unsigned int y,
  char const *words)
{
  uint64_t x = time_share(p, t);
  put("<line class=\"ax\" x1=\"%s%%\" x2=\"%s%%\" y1=\"%u\" y2=\"%u\"/>", px(x),
    px(x), y, y + 5);
  put("<text class=\"m%s\" x=\"%s%%\" y=\"%u\" dx=\"%s\">%s</text>",
    x > LAST ? " end room" : x > ROOM ? " room" : "", px(x), y + 12,
    x > LAST ? "-3" : "3", words);
}

/* Hours: midnight by its date. */
static void hours(struct period const *p, unsigned int y)
{
  static unsigned int const steps[] = { 1, 2, 3, 6, 12, 24 };
  unsigned int i = 0;
  uint64_t t, step;
  while (i < 5 && p->hours > steps[i] * LABELS) i++;
  step = steps[i] * PERIOD_HOUR;
  t = (p->begin + step - 1) / step * step;
  for (; t < p->begin + p->width; t += step)
    tick(p, t, y, t % PERIOD_DAY ? hour(t) : day(t));
}

/* Mondays, so far apart that there is room; from half a year on the first of
   months. */
static void days(struct period const *p, unsigned int y)
{
  uint64_t t = p->begin;
  unsigned int weeks = p->days / (7 * LABELS + 1) + 1, i = 0;
  unsigned int months = p->days / (30 * LABELS + 1) + 1;
  struct date d;
  for (; t < p->begin + p->width; t += PERIOD_DAY)
  {
    date_of(&d, t);
    if (months > 1 ? d.day != 1 : d.weekday != 1) continue;
    if (i++ % (months > 1 ? months : weeks) == 0) tick(p, t, y, day(t));
  }
}

void axis(struct period const *p, unsigned int y)
{
  if (p->is_short) hours(p, y);
  else days(p, y);
}
