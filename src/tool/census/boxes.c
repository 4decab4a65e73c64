/* How many clients are in the box. */

#include "boxes.h"

/* At the beginning of the next hour; what is before the period was there when
   it began. */
static void change(struct boxes *b, struct period const *p, uint64_t t,
  int by)
{
  uint64_t i = t <= p->begin ? 0 : (t - p->begin + PERIOD_HOUR - 1)
    / PERIOD_HOUR;
  b->change[i < p->hours ? i : p->hours] += by;
  if (t < p->end) b->now += by;
}

static void term(struct boxes *b, uint64_t seconds)
{
  uint64_t days = seconds / PERIOD_DAY;
  b->term[days < BOXES_TERMS ? days : BOXES_TERMS - 1]++;
  b->terms++;
}

void boxes_change(struct boxes *b, struct period const *p, uint64_t t,
  uint64_t was, uint64_t is)
{
  int inside = was > t, remains = is > t;
  if (was == is || (!inside && !remains)) return;
  if (inside) change(b, p, was, 1);
  else change(b, p, t, 1);
  change(b, p, remains ? is : t, -1);
  if (!remains) return;
  if (t >= p->begin) term(b, is - t);
  if (inside) return;
  if (t >= p->begin) b->boxed[period_day(p, t)]++;
  else b->before++;
}

void boxes_sum(struct boxes *b, struct period const *p)
{
  int32_t sum = 0;
  unsigned int h = 0;
  for (; h < p->hours; h++) b->change[h] = sum += b->change[h];
}
