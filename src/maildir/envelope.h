/* MAIL and RCPT: who sends, and which Maildir gets it. */

#ifndef MAILDIR_ENVELOPE_H
#define MAILDIR_ENVELOPE_H

#include <stddef.h>

#include "server.h"

/* Take what stands behind MAIL or RCPT, and return the answer. */
char const *server_mail(struct server *s, char const *arg, size_t n);
char const *server_rcpt(struct server *s, char const *arg, size_t n);

/* Read control/maildirs, unless that was done. 1, or 0 after a warning. */
int server_table(struct server *s);

#endif
