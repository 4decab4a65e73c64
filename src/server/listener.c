/* Listening sockets. */

#include <skalibs/nonposix.h>   /* IPV6_V6ONLY */

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "listener.h"
#include "variables.h"
#include "../base/scan.h"

static int scan_port(char const *s, uint16_t *port)
{
  static struct { char const *name; uint16_t port; } const names[] =
  {
    { "smtp", 25 }, { "submission", 587 }, { "submissions", 465 },
    { "smtps", 465 }
  };
  uint64_t u;
  unsigned int i = 0;
  size_t n = strlen(s);
  for (; i < sizeof names / sizeof *names; i++)
    if (!strcmp(s, names[i].name)) return *port = names[i].port, 1;
  if (!n || scan_decimal(s, n, &u, UINT16_MAX) != n) return 0;
  return *port = (uint16_t)u, 1;
}

/* Close it without touching errno; -1. */
static int undo(int fd)
{
  int e = errno;
  close(fd);
  return errno = e, -1;
}

/* A socket that listens at this address. */
static int listening(struct sockaddr const *at, socklen_t len, int both,
  unsigned int backlog)
{
  static int const one = 1, zero = 0;
  int fd = socket(at->sa_family, SOCK_STREAM, 0);
  if (fd == -1) return -1;
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == -1)
    return undo(fd);
  if (at->sa_family == AF_INET6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY,
    both ? &zero : &one, sizeof one) == -1) return undo(fd);
  if (bind(fd, at, len) == -1 || listen(fd, (int)backlog) == -1
    || ndelay_on(fd) == -1 || coe(fd) == -1) return undo(fd);
  return fd;
}

static int bind4(unsigned char const *ip, uint16_t port, unsigned int backlog)
{
  struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
  memcpy(&at.sin_addr, ip, 4);
  return listening((struct sockaddr *)&at, sizeof at, 0, backlog);
}

static int bind6(unsigned char const *ip, uint16_t port, int both,
  unsigned int backlog)
{
  struct sockaddr_in6 at = { .sin6_family = AF_INET6,
    .sin6_port = htons(port) };
  memcpy(&at.sin6_addr, ip, 16);
  return listening((struct sockaddr *)&at, sizeof at, both, backlog);
}

int listener_bind(char const *host, char const *port, unsigned int backlog)
{
  static unsigned char const any[16];
  struct address a;
  uint16_t p;
  int fd;
  if (!scan_port(port, &p)) return errno = 0, -1;
  if (!strcmp(host, "0") || !strcmp(host, "::"))
  {
    fd = bind6(any, p, 1, backlog);
    if (fd != -1 || errno == EADDRINUSE || errno == EACCES) return fd;
    return bind4(any, p, backlog);
  }
  if (!address_scan(&a, host, strlen(host))) return errno = 0, -1;
  return a.is6 ? bind6(a.ip, p, 0, backlog) : bind4(a.ip, p, backlog);
}

uint16_t listener_port(int fd)
{
  struct address a;
  uint16_t port;
  return variables_local(&a, &port, fd) ? port : 0;
}

int listener_accept(int fd, struct address *a, uint16_t *port)
{
  struct sockaddr_storage s;
  socklen_t len = sizeof s;
  int client = accept(fd, (struct sockaddr *)&s, &len);
  if (client == -1) return -1;
  if (variables_address(a, port, &s)) return client;
  close(client);
  return errno = ECONNABORTED, -1;
}
