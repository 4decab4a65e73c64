/* DATA: from the client into all the Maildirs, or into none. */

#ifndef MAILDIR_MESSAGE_H
#define MAILDIR_MESSAGE_H

#include "server.h"

/* Answer DATA, with sender and recipients given; receive the message, deliver
   it, and answer the dot. The transaction is over then. */
void message_run(struct server *s);

#endif
