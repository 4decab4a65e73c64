/* A connection that has no process yet: its socket is held until it is time to
   greet it. */

#ifndef SERVER_GUEST_H
#define SERVER_GUEST_H

#include <skalibs/tai.h>

#include "clients.h"
#include "order.h"
#include "../base/poller.h"
#include "../karma/classify.h"

/* A list in the order in which guests joined it; its own ends. */
struct guest_list
{
  struct guest *first;
  struct guest *last;
  uint32_t n;
};

struct guest
{
  struct watch watch;           /* its socket */
  struct order order;
  struct client_count *count;   /* 0: it is not counted */
  enum client_class class;
  tain ready;                   /* when it began to wait for a process */
  struct guest_list *list;      /* where it is, */
  struct guest *next;           /* between these */
  struct guest *before;
};

/* There will be so many at most, those among them that have ended and are not
   buried. 1, 0 (errno). */
int guests_begin(uint32_t most);

/* A new one, all zero but for its watch, which has no descriptor; 0: there are
   as many as there may be. */
struct guest *guest_new(void);

/* It is none any more; its socket is closed if it is open still, and its memory
   stays until guests_bury. */
void guest_end(struct guest *g);

/* Behind poller_wait: nobody knows those any more who have ended. */
void guests_bury(void);

/* Go to the end of another list, 0: of none. */
void guest_move(struct guest *g, struct guest_list *to);

/* All there are. */
uint32_t guests_number(void);

#endif
