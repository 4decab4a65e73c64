/* How fast bytes must come from a client that may send as many as it likes: a
   message, or what passes behind STARTTLS.

   At least `limits data_rate` bytes a second, measured over `limits
   data_timeout`: slow mail passes, drips do not. For each `limits
   session_timeout` that the client takes the rate is twice as high, and after
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
  tain end;             /* over in any case */
  tain began;           /* later by the time that was not the client's */
  tain window;          /* bytes are counted since then; likewise */
  uint64_t bytes;       /* that came since */
};

/* Begin now; over after so many session_timeouts. */
void pace_begin(struct pace *p, struct session const *s, unsigned int spans);

/* Somebody else was waited for since then: that is not the client's time. */
void pace_excuse(struct pace *p, tain const *since);

/* Until when it may be waited for before one of these is asked again. */
void pace_deadline(struct pace const *p, tain *deadline);

/* When a window is over in which too little came, the seconds it lasted; else
   0. When a window is over the next one begins. */
uint64_t pace_slow(struct pace *p);

/* 1 when it has lasted too long, however fast. */
int pace_over(struct pace const *p);

#endif
