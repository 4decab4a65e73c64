/* What all parts draw from. */

#include <stdlib.h>
#include <string.h>

#include "marks.h"
#include "parts.h"

char const *bar_name(struct period const *p)
{
  return p->is_short ? "hour" : p->bar == PERIOD_DAY ? "day" : "week";
}

static int rising(void const *a, void const *b)
{
  uint32_t x = *(uint32_t const *)a, y = *(uint32_t const *)b;
  return x < y ? -1 : x > y;
}

/* One that is not over does not count, unless it is alone. */
static uint32_t median(uint32_t const *v, struct period const *p)
{
  static uint32_t copy[PERIOD_HOURS];
  unsigned int n = p->bars;
  if (n > 1 && p->begin + n * p->bar > p->end) n--;
  memcpy(copy, v, n * sizeof *v);
  qsort(copy, n, sizeof *copy, rising);
  return copy[n / 2];
}

static void of_hour(struct sums *s, struct census const *c, unsigned int h)
{
  unsigned int b = (unsigned int)((uint64_t)h * PERIOD_HOUR / c->period.bar);
  unsigned int k = 0;
  for (; k < LOTS; k++)
  {
    s->lot[k] += c->hour[k][h];
    s->per_bar[k][b] += c->hour[k][h];
    s->bar[b] += c->hour[k][h];
  }
  /* What is to come is not yet. */
  if (h <= period_hour(&c->period, c->period.end - 1)
    && c->boxes.change[h] > 0) s->in_box[h] = (uint32_t)c->boxes.change[h];
}

/* A journal that begins in the middle of the period before would make all of it
   look like growth. A twentieth may be a quiet night. */
static uint64_t before(struct census const *c)
{
  struct period const *p = &c->period;
  uint64_t n = 0;
  unsigned int k = 0;
  if (c->first > p->before + (p->begin - p->before) / 20) return 0;
  for (; k < LOTS; k++) n += c->before.lot[k];
  return n;
}

void sums_take(struct sums *s, struct census const *c)
{
  struct period const *p = &c->period;
  unsigned int h = 0, from, k;
  for (; h < p->hours; h++) of_hour(s, c, h);
  for (k = 0; k < LOTS; k++) s->all += s->lot[k];
  s->before = before(c);
  s->turned = s->lot[LOT_REFUSED] + s->lot[LOT_BOXED];
  s->turned_before = c->before.lot[LOT_REFUSED] + c->before.lot[LOT_BOXED];
  s->bad = s->turned + s->lot[LOT_NAUGHTY];
  s->messages = sum(c->messages, p->days);
  s->recipients = sum(c->recipients, p->days);
  s->passwords = sum(c->passwords, p->days);
  s->talked = sum(c->talked, p->days);
  s->encrypted = sum(c->encrypted, p->days);
  s->median = median(s->bar, p);
  for (h = 0; observed_next(c, &h, &from);) s->observed += h - from;
}
