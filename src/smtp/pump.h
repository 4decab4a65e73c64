/* The one place where a connection waits, for either side. */

#ifndef SMTP_PUMP_H
#define SMTP_PUMP_H

#include <skalibs/tai.h>

#include "dialogue.h"

/* For the backend's reply to the dot above all, which the client would else
   have to ask for again, with a second copy of the message. An init that
   sends TERM gives 5 seconds, some of them, until KILL; and then the client
   must have its reply, the backend its end, and the journal its line. */
#define PUMP_STOP 3

enum pump
{
  PUMP_CLIENT_IN = 1,     /* the client sent something, or its end was read */
  PUMP_CLIENT_OUT = 2,    /* some of our output to it was written */
  PUMP_BACKEND_IN = 4,    /* likewise for the backend */
  PUMP_BACKEND_OUT = 8,
  PUMP_TRAINER_OUT = 16   /* which says nothing */
};

/* Wait until one of these things has happened and return which; 0 when the
   deadline is past. What has to be sent to the client is sent before any wait
   of more than 100 ms. A side that is closed or full is not waited for. Notes
   from below the backend are read meanwhile.

   When a signal tells us to stop, all deadlines from then on are at most
   PUMP_STOP seconds ahead: what was begun has that time for its end. */
unsigned int pump(struct dialogue *d, unsigned int want,
  tain const *deadline);

/* The same where nothing is owed to anybody: 0 at once when we are told to
   stop (pump_stopping). */
unsigned int pump_idle(struct dialogue *d, unsigned int want,
  tain const *deadline);

/* 1 once a signal has told us to stop. */
int pump_stopping(struct dialogue *d);

/* Send all pending output to the client, for at most `seconds`. 1, or 0 when
   it could not be sent. */
int pump_flush(struct dialogue *d, unsigned int seconds);

#endif
