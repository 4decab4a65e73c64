/* How a client is handed over. */

#include <skalibs/nonposix.h>   /* CMSG_SPACE */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "greet.h"
#include "handshake.h"
#include "../handover/protocol.h"

#define DESCRIPTORS 8   /* more than one are one too many; all are closed */
#define SENDING 65536   /* bytes; a server's replies are short */

union control
{
  struct cmsghdr header;
  char room[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
};

/* What came with a message: the one descriptor, or -1. The others, of which
   there should be none, are closed. */
static int descriptor(struct msghdr *m)
{
  struct cmsghdr *c = CMSG_FIRSTHDR(m);
  int fds[DESCRIPTORS], fd = -1;
  for (; c; c = CMSG_NXTHDR(m, c))
  {
    size_t n, i = 0;
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    n = (c->cmsg_len - CMSG_LEN(0)) / sizeof *fds;
    memcpy(fds, CMSG_DATA(c), n * sizeof *fds);
    if (n == 1 && fd == -1) fd = fds[i++];
    for (; i < n; i++) close(fds[i]);
  }
  return fd;
}

/* Its two words. 1 a client (its descriptor in *fd); 0 nothing yet; -1
   something else. A full table loses a descriptor on its way (MSG_CTRUNC): the
   room that we promised was none. */
static int receive(struct tunnel *t, int *fd)
{
  char word[2];
  struct iovec both = { word, sizeof word };
  union control c;
  struct msghdr m = { .msg_iov = &both, .msg_iovlen = 1,
    .msg_control = &c, .msg_controllen = sizeof c };
  ssize_t r = recvmsg(t->peer.fd, &m, MSG_DONTWAIT);
  if (r == -1)
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
  *fd = descriptor(&m);
  t->how = word[0];
  if (r && m.msg_flags & MSG_CTRUNC)
    strerr_warnwu("take a client: too many descriptors are open");
  return r == 1 && *fd != -1 && !(m.msg_flags & MSG_CTRUNC)
    && (t->how == HANDOVER_STARTTLS || t->how == HANDOVER_TLS) ? 1 : -1;
}

/* Is it a connection? Then it is non-blocking for everybody who has it, and
   sends what it gets at once. A client that does not read its replies keeps so
   much of them in the kernel and no more; what it sends may fill the kernel's
   buffer as it would without us. */
static int prepare(int fd)
{
  int const on = 1, sending = SENDING;
  int type = 0;
  socklen_t n = sizeof type;
  if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == -1
    || type != SOCK_STREAM || ndelay_on(fd) == -1) return 0;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &sending, sizeof sending);
  return 1;
}

static void turn(struct tunnel *t)
{
  int fd = -1, r = receive(t, &fd);
  if (!r) return;
  if (r == 1 && prepare(fd))
  {
    t->client.fd = fd;
    handshake(t);
    return;
  }
  if (fd != -1) close(fd);
  tunnel_over(t);
}

void greet(struct tunnel *t)
{
  static char const room = HANDOVER_ROOM;
  int const sending = SENDING;
  tunnel_stage(t, &turn, &tunnel_over);
  setsockopt(t->peer.fd, SOL_SOCKET, SO_SNDBUF, &sending, sizeof sending);
  if (write(t->peer.fd, &room, 1) == 1) tunnel_want(t, WATCH_READ, 0);
  else tunnel_over(t);
}
