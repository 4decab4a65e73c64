/* qkarma-smtpd's half of the protocol. */

#include <skalibs/nonposix.h>   /* MSG_DONTWAIT, CMSG_SPACE */

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/iopause.h>
#include <skalibs/socket.h>

#include "handover.h"
#include "../base/stop.h"
#include "../base/text.h"

int handover_connect(char const *home)
{
  struct sockaddr_un at = { .sun_family = AF_UNIX };
  struct text path = { at.sun_path, 0, sizeof at.sun_path - 1, 0 };
  int fd, e;
  text_adds(&path, home);
  text_adds(&path, "/" HANDOVER_PATH);
  if (path.cut) return errno = ENAMETOOLONG, -1;
  fd = ipc_stream_nbcoe();
  if (fd == -1) return -1;
  if (!connect(fd, (struct sockaddr *)&at, sizeof at)) return fd;
  e = errno;
  close(fd);
  return errno = e, -1;
}

/* Wait until there is something to read. 1, 0 (errno). */
static int readable(int fd, tain const *deadline)
{
  iopause_fd x = { .fd = fd, .events = IOPAUSE_READ };
  int r;
  if (stop_asked()) return errno = EINTR, 0;
  r = stop_poll(&x, 1, deadline);
  if (!r) errno = ETIMEDOUT;
  return r > 0;
}

/* Look at what has come, or (with flags 0) take it. How much; 0 (errno) nothing
   will come. */
static size_t receive(int fd, char *s, size_t n, int flags,
  tain const *deadline)
{
  for (;;)
  {
    ssize_t r = recv(fd, s, n, flags);
    if (r > 0) return (size_t)r;
    if (!r) errno = EPIPE;
    if (!r || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
      return 0;
    if (!readable(fd, deadline)) return 0;
  }
}

int handover_ready(int fd, tain const *deadline)
{
  char c;
  if (!receive(fd, &c, 1, 0, deadline)) return 0;
  if (c != HANDOVER_ROOM) errno = EPROTO;
  return c == HANDOVER_ROOM;
}

int handover_give(int fd, char how, int client)
{
  union
  {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  struct iovec one = { &how, 1 };
  struct msghdr m = { .msg_iov = &one, .msg_iovlen = 1,
    .msg_control = &control, .msg_controllen = sizeof control };
  ssize_t r;
  memset(&control, 0, sizeof control);
  control.header.cmsg_level = SOL_SOCKET;
  control.header.cmsg_type = SCM_RIGHTS;
  control.header.cmsg_len = CMSG_LEN(sizeof client);
  memcpy(CMSG_DATA(&control.header), &client, sizeof client);
  do r = sendmsg(fd, &m, MSG_NOSIGNAL);
  while (r == -1 && errno == EINTR);
  return r == 1;
}

/* The length of K's strings and the empty one behind them in s[0..n), or 0 if
   they are not complete. */
static size_t complete(char const *s, size_t n)
{
  size_t i = 1;
  while (i < n && (s[i] || s[i - 1])) i++;
  return i < n ? i + 1 : 0;
}

/* What has come is looked at, and taken no further than to the strings' end:
   what stands behind them is the client's, and for another reader. */
static int variables(int fd, struct handover *h, tain const *deadline)
{
  size_t end = 0;
  while (!end && h->len < sizeof h->text)
  {
    char *s = h->text + h->len;
    size_t n = receive(fd, s, sizeof h->text - h->len, MSG_PEEK, deadline);
    if (!n) return -1;
    end = complete(h->text, h->len + n);
    if (end) n = end - h->len;
    if (receive(fd, s, n, 0, deadline) != n) return -1;
    h->len += n;
  }
  if (!end) errno = EPROTO;
  return end ? 1 : -1;
}

/* All up to the end. */
static int reason(int fd, struct handover *h, tain const *deadline)
{
  size_t n;
  while (h->len < HANDOVER_TEXT && (n = receive(fd, h->text + h->len,
    HANDOVER_TEXT - h->len, 0, deadline))) h->len += n;
  h->text[h->len] = 0;
  return 0;
}

int handover_result(int fd, struct handover *h, tain const *deadline)
{
  char c;
  h->len = 0;
  h->text[0] = 0;
  if (!receive(fd, &c, 1, 0, deadline)) return -1;
  if (c == HANDOVER_DONE) return variables(fd, h, deadline);
  if (c == HANDOVER_FAILED) return reason(fd, h, deadline);
  errno = EPROTO;
  return -1;
}

char const *handover_value(struct handover const *h, char const *name)
{
  char const *s = h->text;
  size_t n = strlen(name);
  for (; *s; s += strlen(s) + 1)
    if (!strncmp(s, name, n) && s[n] == '=') return s + n + 1;
  return 0;
}
