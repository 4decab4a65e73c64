/* What the process that waits says of itself: one whole line per write. */

#include <skalibs/allreadwrite.h>
#include <skalibs/strerr.h>

#include "desk.h"
#include "queue.h"
#include "status.h"
#include "../base/text.h"

static struct
{
  uint32_t guests;
  uint32_t conversations;
  uint64_t came;
  uint64_t denied;
  uint64_t refused;
  uint64_t turned_away;
} status;

void status_begin(uint32_t guests, uint32_t conversations)
{
  status.guests = guests;
  status.conversations = conversations;
}

void status_came(void)
{
  status.came++;
}

void status_denied(void)
{
  status.denied++;
}

void status_refused(void)
{
  status.refused++;
}

void status_turned_away(void)
{
  status.turned_away++;
}

static void number(struct text *t, uint64_t n, char const *what)
{
  text_addu(t, n);
  text_adds(t, what);
}

static void say(struct text *t)
{
  text_addc(t, '\n');
  allwrite(2, t->s, t->len);
}

static void classes(struct text *t)
{
  unsigned int c = CLIENT_BAD;
  for (; c <= CLIENT_GOOD; c++)
  {
    text_adds(t, c == CLIENT_BAD ? " (" : ", ");
    number(t, desk_busy_with(c), " ");
    text_adds(t, client_class_name(c));
  }
  text_adds(t, ")");
}

void status_say(void)
{
  char array[400];
  struct text t = TEXT(array);
  text_adds(&t, PROG);
  text_adds(&t, ": status: ");
  number(&t, queue_waiting(), "/");
  number(&t, status.guests, " waiting, ");
  number(&t, queue_standing(), " ready, ");
  number(&t, desk_busy(), "/");
  number(&t, status.conversations, " conversations");
  classes(&t);
  text_adds(&t, "; of ");
  number(&t, status.came, " connections ");
  number(&t, status.denied, " were closed, ");
  number(&t, status.refused, " refused, ");
  number(&t, status.turned_away, " told to come again, ");
  number(&t, desk_given(), " served");
  say(&t);
}

void status_stress(int begins)
{
  char array[200];
  struct text t = TEXT(array);
  text_adds(&t, PROG);
  text_adds(&t, begins ? ": stress begins: unknown clients wait a fifth: "
    : ": stress is over: ");
  number(&t, queue_waiting(), " waiting, ");
  number(&t, desk_busy(), " conversations");
  say(&t);
}
