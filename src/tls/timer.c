/* Deadlines. */

#include "timer.h"

void timer_list_begin(struct timer_list *l, unsigned int seconds)
{
  l->ring.next = l->ring.before = &l->ring;
  l->seconds = seconds;
}

void timer_clear(struct timer *t)
{
  if (!t->next) return;
  t->next->before = t->before;
  t->before->next = t->next;
  t->next = 0;
}

void timer_set(struct timer_list *l, struct timer *t)
{
  timer_clear(t);
  tain_addsec_g(&t->at, (int)l->seconds);
  t->next = &l->ring;
  t->before = l->ring.before;
  t->before->next = t;
  l->ring.before = t;
}

struct timer *timer_over(struct timer_list *l)
{
  struct timer *t = l->ring.next;
  if (t == &l->ring || tain_future(&t->at)) return 0;
  timer_clear(t);
  return t;
}

void timer_sooner(struct timer_list const *l, tain *deadline)
{
  struct timer const *t = l->ring.next;
  if (t != &l->ring && tain_less(&t->at, deadline)) *deadline = t->at;
}
