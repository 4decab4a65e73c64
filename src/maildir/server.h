/* The embedded backend: an SMTP server (RFC 5321) on two descriptors that
   delivers into Maildirs. It judges nobody; that was done before. */

#ifndef MAILDIR_SERVER_H
#define MAILDIR_SERVER_H

#include <stddef.h>
#include <stdint.h>

#include "delivery.h"
#include "path.h"
#include "peer.h"
#include "trace.h"
#include "../base/text.h"
#include "../config/maildirs.h"
#include "../session/channel.h"

#define SERVER_RECIPIENTS 100   /* in a message; RFC 5321, 4.5.3.1.8 */

struct recipient
{
  struct path path;
  struct delivery delivery;
};

struct server
{
  struct channel client;
  int home;                   /* the state directory, or -1 */
  uint64_t max;               /* bytes of a message; 0: no limit */
  char const *const *check;   /* the checkpassword program; 0: no AUTH */
  unsigned int done : 1;      /* the session is over */
  unsigned int stopped : 1;   /* ... because we were told to stop */
  unsigned int greeted : 1;   /* HELO or EHLO came */
  unsigned int esmtp : 1;     /* EHLO */
  unsigned int authenticated : 1;
  unsigned int proxied : 1;   /* by qkarma-smtpd */
  unsigned int tls : 1;       /* the client's connection is encrypted */
  unsigned int begun : 1;     /* MAIL was good: sender is set */
  unsigned int utf8 : 1;      /* ... and said SMTPUTF8 (RFC 6531) */
  unsigned int table_read : 1;
  struct maildirs table;
  struct path sender;
  struct text helo;           /* clean */
  char helo_name[TRACE_NAME];
  size_t recipients;
  struct recipient recipient[SERVER_RECIPIENTS];
};

/* Serve the client on these descriptors until it goes; s is zero but for home,
   max and check. Returns an exit code: 0; 111 when we were stopped or the
   descriptors are of no use. */
int server_run(struct server *s, int in, int out);

/* End the session: what a wait that brought no input means. The client is
   told, if it is still there. */
void server_leave(struct server *s, enum peer_got got);

/* Forget the transaction. */
void server_reset(struct server *s);

#endif
