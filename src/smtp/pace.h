/* How fast bytes must come from a client that may send as many as it likes: a
   message, or what passes behind STARTTLS.

   At least `limits data_rate` bytes a second, measured over `limits
   data_timeout`: slow mail passes, drips do not. For each `limits
   session_timeout` that it lasts the rate is twice as high, and after
   PACE_SPANS of them it is over: a large message may come over a slow line,
   but nobody holds us for ever. */

#ifndef SMTP_PACE_H
#define SMTP_PACE_H

#include <stdint.h>

#include <skalibs/tai.h>

#include "../session/session.h"

#define PACE_SPANS 24

struct pace
{
  struct session const *session;
  uint64_t began;       /* at this second of the session */
  tain window;          /* bytes are counted until then */
  uint64_t bytes;       /* that came since the window began */
};

void pace_begin(struct pace *p, struct session const *s);

/* Begin to measure anew: it was somebody else who was waited for. */
void pace_again(struct pace *p);

/* 1 when a window is over in which too little came, or it lasts too long in any
   case. When a window is over the next one begins. */
int pace_slow(struct pace *p);

#endif
