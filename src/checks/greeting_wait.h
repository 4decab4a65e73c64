/* The one wait before the greeting. */

#ifndef CHECKS_GREETING_WAIT_H
#define CHECKS_GREETING_WAIT_H

#include "../session/session.h"

/* All checks begin what they have to begin; then the longest of the times that
   they want is waited, once for all. It ends when the client says something,
   which is read into the channel, or hangs up (s->hangup); and when nobody
   wants more of it. Where there is no client at all (in is -1), all answers are
   waited for. */
void greeting_wait(struct session *s);

#endif
