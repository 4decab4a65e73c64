/* The system calls of c-ares, made by us for three reasons. There is no TCP. A
   socket is non-blocking and closed on exec by the call that makes it. And a
   server that is not there is noticed: by c-ares' own calls a question that
   was sent before the refusal came would wait for its time to be over, and each
   new question for a silent first server again. */

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sockets.h"

static struct dns_socket *socket_of(struct dns *d, int fd)
{
  unsigned int i = 0;
  for (; i < d->servers.n; i++)
    if (d->socket[i].fd == fd) return &d->socket[i];
  return 0;
}

static ares_socket_t open_one(int family, int type, int protocol, void *data)
{
  (void)data;
  if (type != SOCK_DGRAM)
  {
    errno = EPROTONOSUPPORT;
    return -1;
  }
  return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int close_one(ares_socket_t fd, void *data)
{
  struct dns_socket *s = socket_of(data, fd);
  if (s)
  {
    s->fd = -1;
    s->refused = 0;
  }
  return close(fd);
}

/* Is this where the server is? */
static int same(struct sockaddr const *sa, struct dns_server const *server)
{
  struct sockaddr_in a4;
  struct sockaddr_in6 a6;
  if (sa->sa_family == AF_INET)
  {
    memcpy(&a4, sa, sizeof a4);
    return !server->address.is6 && ntohs(a4.sin_port) == server->port
      && !memcmp(&a4.sin_addr, server->address.ip, 4);
  }
  memcpy(&a6, sa, sizeof a6);
  return server->address.is6 && ntohs(a6.sin6_port) == server->port
    && !memcmp(&a6.sin6_addr, server->address.ip, 16);
}

/* Two lines may name the same server: each has its own socket then. */
static int connect_one(ares_socket_t fd, struct sockaddr const *sa,
  ares_socklen_t len, void *data)
{
  struct dns *d = data;
  unsigned int i = 0;
  for (; i < d->servers.n; i++)
    if (d->socket[i].fd == -1 && same(sa, &d->servers.server[i]))
    {
      d->socket[i].fd = fd;
      break;
    }
  return connect(fd, sa, len);
}

/* ECONNREFUSED at a send is about what was sent before, and is told once:
   whose answer will not come must hear of it, so it is told once more, when
   this socket is read from. */
static ares_ssize_t send_one(ares_socket_t fd, struct iovec const *v, int n,
  void *data)
{
  struct dns *d = data;
  struct dns_socket *s = socket_of(d, fd);
  ares_ssize_t r;
  if (s && !s->heard && (s->dead || d->waited))
  {
    errno = ECONNREFUSED;
    return -1;
  }
  r = writev(fd, v, n);
  if (r == -1 && errno == ECONNREFUSED && s) s->refused = 1;
  return r;
}

static ares_ssize_t receive_one(ares_socket_t fd, void *to, size_t max,
  int flags, struct sockaddr *from, ares_socklen_t *len, void *data)
{
  struct dns *d = data;
  struct dns_socket *s = socket_of(d, fd);
  unsigned char const *packet = to;
  ares_ssize_t r;
  d->rcode = 0;
  if (s && s->refused)
  {
    s->refused = 0;
    errno = ECONNREFUSED;
    r = -1;
  }
  else r = recvfrom(fd, to, max, flags, from, len);
  if (r >= 4) d->rcode = packet[3] & 15;
  if (r >= 0 && s) s->heard = 1;
  if (r == -1 && errno != EAGAIN && errno != EWOULDBLOCK && s && !s->heard)
    s->dead = 1;
  return r;
}

struct ares_socket_functions const sockets =
{
  open_one, close_one, connect_one, receive_one, send_one
};
