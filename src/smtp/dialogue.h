/* The dialogue between the client and the backend, from the greeting to the
   end. The proxy is lock-step: one command of the client is read, judged and
   sent; its complete reply is read, judged and relayed. */

#ifndef SMTP_DIALOGUE_H
#define SMTP_DIALOGUE_H

#include <skalibs/tai.h>

#include "argument.h"
#include "backend.h"
#include "body.h"
#include "command.h"
#include "unstuff.h"
#include "ehlo.h"
#include "connection_line.h"
#include "tls.h"
#include "xkarma.h"
#include "notes.h"
#include "reply.h"
#include "../checks/limits.h"
#include "../checks/ruleset.h"

#define DIALOGUE_SENDER 320   /* bytes of a path: 64 @ 255 */

enum transaction
{
  TRANSACTION_NONE,
  TRANSACTION_OPEN,       /* the backend accepted MAIL */
  TRANSACTION_DECOY,      /* we answered MAIL of a naughty client */
  TRANSACTION_REFUSED     /* MAIL was refused: RCPT and DATA are out of turn */
};

/* What every connection touches stands first and together, what is long stands
   last: a page that nobody touches costs nothing. */
struct dialogue
{
  struct session *s;
  char const *const *argv;        /* the backend's command line */
  struct offer offer;             /* of the last EHLO; all 0 after HELO */
  enum transaction transaction;
  uint32_t recipients;            /* accepted in this transaction, */
  uint32_t tried;                 /* of so many that the backend was asked; */
  uint32_t probes;                /* refused, as if only to verify them */
  uint64_t commands;              /* since the last accepted message, less
                                     those that led to one; see bounds.h */
  unsigned int asked : 1;         /* DATA came past a limit: not again */
  unsigned int spent : 1;         /* the backend read end of file: no more */
  unsigned int backed : 1;        /* the backend runs (its own fields stand on
                                     a page that is not touched before), */
  unsigned int trains : 1;        /* and so does the trainer */
  unsigned int unread : 1;        /* nobody could read the argument, below */
  unsigned int spoke : 1;         /* a first command came */
  unsigned int nameless : 1;      /* behind STARTTLS no HELO or EHLO came yet */
  unsigned int astray : 1;        /* DATA was refused: its body may come, */
  unsigned int scored : 1;        /* as commands, one of which counted */
  unsigned int stopping : 1;      /* a signal has told us to, */
  tain stop;                      /* and nothing is waited for past this */
  unsigned int over : 1;          /* end the dialogue, */
  enum end end;                   /* like this */
  struct notes notes;
  struct channel client;
  struct backend backend;
  struct backend trainer;         /* the program of `naughty train` */
  struct answer answer;           /* the backend's last reply */
  char line[LIMIT_AUTH_LINE];     /* the command that is carried out */
  struct argument argument;       /* of the MAIL or RCPT that is carried out */
  size_t senderlen;               /* of this transaction's MAIL FROM */
  char sender[DIALOGUE_SENDER];
  struct tls tls;
  struct body body;               /* of the message that is read */
  struct xkarma xkarma;
  struct unstuff unstuff;         /* of the message that trains */
  struct parties parties[SESSION_PARTIES];    /* the session's */
  char aside[2 * CHANNEL_INPUT + BODY_SLACK]; /* where a body goes that nobody
                                     wants, and one on its way through a
                                     filter */
};

/* Carry the dialogue to its end, the backend's included. The fields s, argv and
   client must be filled, the rest zero; the session has its ruleset. d->end
   tells how it ended; the journal line is not written yet. */
void dialogue_run(struct dialogue *d);

#endif
