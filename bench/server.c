/* See server.h. */

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "script.h"
#include "server.h"
#include "spent.h"

#define PATIENCE 300          /* tenths of a second until it listens */

static int limited;

static void start_tcpserver(struct server *server, char const *const *program,
  int argc)
{
  char const *argv[argc + 20];
  static char const *const tcpserver[] = { "tcpserver", "-1HRD", "-llocalhost",
    "-c4000", "-b4000", "127.0.0.1", "0" };
  size_t n = sizeof tcpserver / sizeof *tcpserver;
  char fmt[16] = "";
  int p[2];
  memcpy(argv, tcpserver, sizeof tcpserver);
  memcpy(argv + n, program, ((size_t)argc + 1) * sizeof *argv);
  if (pipe(p) == -1 || coe(p[0]) == -1) strerr_diefusys(111, "make a pipe");
  server->pid = spent_begin(argv, p[1]);
  fd_close(p[1]);
  if (fd_read(p[0], fmt, sizeof fmt - 1) < 1
    || !uint_scan(fmt, &server->port)) strerr_diefu(111, "start tcpserver");
}

static unsigned int free_port(void)
{
  struct sockaddr_in a = { .sin_family = AF_INET };
  socklen_t len = sizeof a;
  int s = socket(AF_INET, SOCK_STREAM, 0);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (s == -1 || bind(s, (struct sockaddr *)&a, sizeof a) == -1
    || getsockname(s, (struct sockaddr *)&a, &len) == -1)
    strerr_diefusys(111, "find a free port");
  fd_close(s);
  return ntohs(a.sin_port);
}

static void start_own(struct server *server, char const *const *program)
{
  struct timespec const tenth = { .tv_nsec = 100000000 };
  char fmt[UINT_FMT];
  unsigned int tries = 0;
  int s = -1;
  server->port = free_port();
  fmt[uint_fmt(fmt, server->port)] = 0;
  if (setenv("PORT", fmt, 1) == -1) strerr_diefusys(111, "tell the port");
  server->pid = spent_begin(program, 2);
  for (; s == -1 && tries < PATIENCE; tries++)
  {
    nanosleep(&tenth, 0);
    if (kill(server->pid, 0) == -1) break;
    s = dial(0, server->port);
  }
  if (s == -1)
  {
    kill(server->pid, SIGTERM);
    strerr_dief(111, program[0], " does not listen at port ", fmt);
  }
  fd_close(s);
}

void server_start(struct server *server, char const *const *program,
  int argc, int own)
{
  server->own = own;
  if (own) start_own(server, program);
  else start_tcpserver(server, program, argc);
}

/* Its children too: they may be what hangs. */
static void too_late(int sig)
{
  static char const say[] = ": fatal: the server took too long\n";
  (void)sig;
  kill(-limited, SIGTERM);
  allwrite(2, PROG, strlen(PROG));
  allwrite(2, say, sizeof say - 1);
  _exit(111);
}

void server_limit(struct server const *server, unsigned int seconds)
{
  struct sigaction sa = { .sa_handler = too_late };
  limited = server->pid;
  if (sigaction(SIGALRM, &sa, 0) == -1) strerr_diefusys(111, "set a limit");
  alarm(seconds);
}
