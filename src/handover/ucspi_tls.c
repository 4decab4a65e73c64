/* UCSPI-TLS. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/iopause.h>
#include <skalibs/types.h>

#include "ucspi_tls.h"
#include "../base/stop.h"

/* The descriptor that a variable names. 1, 0. */
static int descriptor(char const *name, int *fd)
{
  char const *value = getenv(name);
  unsigned int u;
  if (!value || !uint0_scan(value, &u) || u < 3) return 0;
  *fd = (int)u;
  return 1;
}

static int descriptors(int fd[3])
{
  return descriptor("SSLCTLFD", &fd[0]) && descriptor("SSLREADFD", &fd[1])
    && descriptor("SSLWRITEFD", &fd[2]);
}

int ucspi_tls_there(void)
{
  int fd[3];
  return descriptors(fd);
}

int ucspi_tls_uses(int fd)
{
  int its[3];
  return descriptors(its) && (its[0] == fd || its[1] == fd || its[2] == fd);
}

/* One byte of the answer. 1; 0 the end; -1 (errno). */
static int one(int fd, char *c, tain const *deadline)
{
  iopause_fd x = { .fd = fd, .events = IOPAUSE_READ };
  for (;;)
  {
    ssize_t r;
    if (stop_asked()) return errno = EINTR, -1;
    switch (stop_poll(&x, 1, deadline))
    {
      case 0: return errno = ETIMEDOUT, -1;
      case -1:
        if (errno == EINTR) continue;
        return -1;
    }
    r = read(fd, c, 1);
    if (r != -1) return (int)r;
    if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) return -1;
  }
}

/* Its strings, up to the empty one. A server that has nothing to say has made
   no TLS. What is too long is cut behind the last whole string. */
static int variables(int fd, struct handover *h, tain const *deadline)
{
  size_t whole = 0;
  int r;
  char c, last = 0;
  while ((r = one(fd, &c, deadline)) == 1 && (c || last))
  {
    if (h->len < HANDOVER_TEXT) h->text[h->len++] = c;
    if (!h->text[h->len - 1]) whole = h->len;
    last = c;
  }
  h->len = whole;
  h->text[whole] = 0;
  return r == -1 ? -1 : whole > 0;
}

int ucspi_tls_begin(struct handover *h, int *in, int *out,
  tain const *deadline)
{
  int fd[3], r;
  h->len = 0;
  memset(h->text, 0, sizeof h->text);
  if (!descriptors(fd)) return 0;
  *in = fd[1];
  *out = fd[2];
  r = write(fd[0], "Y", 1) == 1 ? variables(fd[0], h, deadline) : -1;
  fd_close(fd[0]);
  if (r == 1) return 1;
  strcpy(h->text, r ? strerror(errno) : "the handshake failed");
  return 0;
}
