/* `naughty train`: a program that reads the messages we refuse, to learn from
   them or to keep them. */

#ifndef SMTP_TRAINER_H
#define SMTP_TRAINER_H

#include "stream.h"

/* Start the program, if one is configured: then the body is to go to it, else
   to nobody (*sink). It reads `Return-Path`, then `X-Karma-Naughty` with what
   the connection was flagged for, then the message as it came, lines ending in
   LF. It may say what it likes on stdout,
     or close its stdin before the end. When
   it cannot be started that is said in the log and nothing else changes. */
void trainer_start(struct dialogue *d, struct sink *sink);

/* Let it finish, for some seconds, and say its exit code in the log, which
   changes nothing. `whole`: the message was read to its end; otherwise the
   program is interrupted. */
void trainer_end(struct dialogue *d, int whole);

#endif
