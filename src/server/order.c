/* Orders: datagrams of a connected pair of sockets. */

#include <skalibs/nonposix.h>   /* CMSG_SPACE, MSG_DONTWAIT */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "order.h"

union control
{
  struct cmsghdr header;
  char room[CMSG_SPACE(sizeof(int))];
};

int order_send(int to, struct order const *o, int fd)
{
  struct order copy = *o;
  union control control;
  struct iovec one = { &copy, sizeof copy };
  struct msghdr m = { .msg_iov = &one, .msg_iovlen = 1 };
  ssize_t r;
  if (fd != -1)
  {
    struct cmsghdr *c = &control.header;
    memset(&control, 0, sizeof control);
    m.msg_control = &control;
    m.msg_controllen = sizeof control;
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
  }
  do r = sendmsg(to, &m, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (r == -1 && errno == EINTR);
  return r != -1;
}

/* (ECONNRESET, once: the other end is gone and had not read all. What it has
   sent is there.) */
int order_receive(int from, struct order *o, int *fd)
{
  union control control;
  struct iovec one = { o, sizeof *o };
  struct msghdr m = { .msg_iov = &one, .msg_iovlen = 1,
    .msg_control = &control, .msg_controllen = sizeof control };
  struct cmsghdr const *c;
  ssize_t r;
  do r = recvmsg(from, &m, MSG_DONTWAIT);
  while (r == -1 && (errno == EINTR || errno == ECONNRESET));
  if (r <= 0) return (int)r;
  c = CMSG_FIRSTHDR(&m);
  *fd = -1;
  if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
    memcpy(fd, CMSG_DATA(c), sizeof *fd);
  if (r == (ssize_t)sizeof *o) return 1;
  if (*fd != -1) close(*fd);
  return errno = EPROTO, -1;
}
