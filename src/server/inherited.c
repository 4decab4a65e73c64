/* Sockets that listen already. Whatever is wrong with one of them is wrong for
   all: a service that has lost a port without a word is not well. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "inherited.h"
#include "variables.h"
#include "../base/scan.h"

#define FIRST 3           /* sd_listen_fds(3) */

static void add(struct text *t, char const *words, char const *value)
{
  text_adds(t, words);
  text_addclean(t, value, strlen(value));
}

static int for_us(struct text *why)
{
  char const *pid = getenv("LISTEN_PID");
  uint64_t u;
  if (pid && scan_number(pid, strlen(pid), &u, UINT32_MAX)
    && u == (uint64_t)getpid()) return 1;
  add(why, "the sockets of LISTEN_FDS are for another process: LISTEN_PID is ",
    pid ? pid : "not set");
  return 0;
}

/* How many systemd has handed over; -1: there cannot be so many. */
static int handed(struct text *why)
{
  char const *fds = getenv("LISTEN_FDS");
  uint64_t n;
  if (!fds || !for_us(why)) return 0;
  if (!scan_number(fds, strlen(fds), &n, UINT32_MAX))
  {
    add(why, "LISTEN_FDS is no number: ", fds);
    return -1;
  }
  if (n <= LISTENERS) return (int)n;
  add(why, "too many sockets: LISTEN_FDS is ", fds);
  text_adds(why, ", and ");
  text_addu(why, LISTENERS);
  text_adds(why, " are taken at most");
  return -1;
}

/* Its option, 0 or 1; -1 (errno) it is no socket. */
static int listens(int fd)
{
  int yes = 0;
  socklen_t n = sizeof yes;
  return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) == 0 ? !!yes : -1;
}

/* 0: we can listen on it; or why not. */
static char const *objection(int fd)
{
  struct address a;
  uint16_t port;
  int r = listens(fd);
  if (!r) return "it is a socket that does not listen";
  if (r == 1 && !variables_local(&a, &port, fd))
    return "it is no socket of TCP/IP";
  return r == -1 || ndelay_on(fd) == -1 || coe(fd) == -1 ? strerror(errno) : 0;
}

/* 1, 0. */
static int take(int fd, int descriptor, struct text *why)
{
  char const *no = objection(fd);
  if (!no) return 1;
  text_adds(why, "unable to listen on descriptor ");
  text_addu(why, (uint64_t)descriptor);
  add(why, ": ", no);
  return 0;
}

int inherited_listeners(int fd[LISTENERS], struct text *why)
{
  int i = 0, n = handed(why);
  for (; i < n; i++)
  {
    fd[i] = FIRST + i;
    if (!take(fd[i], fd[i], why)) return -1;
  }
  if (n) return n;
  if (listens(0) == 0 && !why->len)
    text_adds(why, "descriptor 0 is a socket that does not listen");
  if (listens(0) != 1) return 0;
  why->len = 0;
  fd[0] = dup(0);     /* 0 is a conversation's */
  return take(fd[0], 0, why) ? 1 : -1;
}
