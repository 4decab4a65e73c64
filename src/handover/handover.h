/* A client's socket is handed to qkarma-tlsd, and a stream of plaintext comes
   back. This is qkarma-smtpd's half, without any TLS in it.

   Nothing here waits beyond its deadline (skalibs' clock, which must have been
   set), nor when base/stop.h has a signal: then errno is EINTR. The descriptor
   is non-blocking and closed on exec; who gives it to a program takes both
   away. */

#ifndef HANDOVER_HANDOVER_H
#define HANDOVER_HANDOVER_H

#include <stddef.h>

#include <skalibs/tai.h>

#include "protocol.h"

/* What the daemon said: after K strings NAME=value, each with its NUL, and an
   empty one behind them; after E why, as one string. */
struct handover
{
  size_t len;
  char text[HANDOVER_TEXT + 2];
};

/* Connect to the daemon of the state directory with this path, without
   waiting. Returns a descriptor, or -1: ENOENT or ECONNREFUSED nobody is
   there, EACCES we are not in its group, EAGAIN too many wait already,
   ENAMETOOLONG. */
int handover_connect(char const *home);

/* Wait for R: the daemon has room. 1; or 0 (ETIMEDOUT; EPIPE it hung up;
   EPROTO it said something else). */
int handover_ready(int fd, tain const *deadline);

/* Give it the client's socket, as HANDOVER_STARTTLS or HANDOVER_TLS. 1; or 0
   (errno), and the client is ours still. Behind a 1 our own descriptors of
   that socket must be closed without another byte read or written; it is
   non-blocking now, for all who have it. */
int handover_give(int fd, char how, int client);

/* Wait for how the handshake went. 1 TLS is there: fd is the stream, and not a
   byte of it has been read; 0 it is not, and h->text says why; -1 the daemon
   said neither (errno as with handover_ready). */
int handover_result(int fd, struct handover *h, tain const *deadline);

/* The value of SSL_PROTOCOL or another, or 0. */
char const *handover_value(struct handover const *h, char const *name);

#endif
