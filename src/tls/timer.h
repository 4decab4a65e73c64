/* Deadlines. Those of one kind all last equally long, so a list in the order
   in which they were set is sorted, and setting one costs nothing. */

#ifndef TLS_TIMER_H
#define TLS_TIMER_H

#include <skalibs/tai.h>

struct timer
{
  struct timer *next;     /* 0: it is in no list */
  struct timer *before;
  tain at;
  void *data;
};

struct timer_list
{
  struct timer ring;      /* its ends: the first is ring.next */
  unsigned int seconds;
};

/* An empty list of deadlines that last so long. */
void timer_list_begin(struct timer_list *l, unsigned int seconds);

/* The deadline is from now on; in the list that it was in before, if any, it is
   no more. */
void timer_set(struct timer_list *l, struct timer *t);

/* There is no deadline. */
void timer_clear(struct timer *t);

/* The next deadline of a list that is over, taken out of it; 0 there is
   none. */
struct timer *timer_over(struct timer_list *l);

/* If the list's next deadline is sooner than that one, take it. */
void timer_sooner(struct timer_list const *l, tain *deadline);

#endif
