/* Who was stopped. */

#include <string.h>

#include "stops.h"

static struct stops_check *by(struct stops *s, struct word const *name)
{
  size_t n = name->n < STOPS_NAME - 1 ? name->n : STOPS_NAME - 1;
  unsigned int i = 0;
  for (; i < s->checks; i++)
    if (strlen(s->by[i].name) == n && !memcmp(s->by[i].name, name->s, n))
      return &s->by[i];
  if (i == STOPS_CHECKS) return &s->by[STOPS_CHECKS - 1];
  s->checks++;
  if (i == STOPS_CHECKS - 1) memcpy(s->by[i].name, "others", 7);
  else memcpy(s->by[i].name, name->s, n);
  return &s->by[i];
}

void stops_add(struct stops *s, struct line const *l, struct facts const *f,
  int turned, int accepted)
{
  enum phase at = facts_phase(f);
  struct word box = { "karma", 5 };
  s->all++;
  if (f->would.s)
  {
    by(s, &f->would)->would[at]++;
    s->would++;
    s->would_accepted += l->counts.success > 0;
  }
  if (turned)
  {
    by(s, f->stop.s ? &f->stop : &box)->stop[at]++;
    if (l->class == CLASS_BOXED) s->box[at]++;
    else s->check[at]++;
  }
  else if (accepted) s->accepted++;
  else s->left[at]++;
}

uint64_t stops_sum(uint64_t const phases[STOPS_PHASES])
{
  uint64_t sum = 0;
  unsigned int i = 0;
  for (; i < STOPS_PHASES; i++) sum += phases[i];
  return sum;
}

static int before(struct stops_check const *a, struct stops_check const *b)
{
  uint64_t x = stops_sum(a->stop), y = stops_sum(b->stop);
  if (x != y) return x > y;
  x = stops_sum(a->would);
  y = stops_sum(b->would);
  return x != y ? x > y : strcmp(a->name, b->name) < 0;
}

void stops_sorted(struct stops const *s, unsigned int order[STOPS_CHECKS])
{
  unsigned int i, at;
  for (i = 0; i < s->checks; i++)
  {
    for (at = i; at && before(&s->by[i], &s->by[order[at - 1]]); at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
}
