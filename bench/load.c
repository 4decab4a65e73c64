/* load [-sw] [-f N] [-n COUNT] [-t SECONDS] SCRIPT PROGRAM [ARGS...]: starts a
   program under tcpserver, plays the client's part of COUNT connections (1,
   and 100000 at most), one after the other, ends the server, and prints what
   each connection cost the server (see spent.h). The clients are not counted:
   they are this process. After SECONDS (600, and at most that) it gives up.

   -f  The clients come from 127.0.0.N.
   -s  PROGRAM is a server itself, and is to listen at port $PORT of
       127.0.0.1. It is started and warmed up before it is measured (see
       tree.h).
   -w  All COUNT connections play the script and are then held open: the
       server's pid is printed, and they last until the end of file on stdin.

   A script has these lines:

     C: EHLO client.example.org     sent, with CR LF
     B: 4096                        a body of so many bytes is sent, and the dot
     S: 250                         one whole reply is read, of this code
     E:                             no more will be sent: end of file
     T: 1.3                         TLS begins, of this version
     S: closed                      the server must have hung up

   C and B lines that follow each other are sent at once. */

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "script.h"
#include "server.h"
#include "spent.h"
#include "tree.h"

#define USAGE "load [-sw] [-f N] [-n COUNT] [-t SECONDS] SCRIPT PROGRAM [ARGS...]"
#define COUNT_MAX 100000
#define SECONDS_MAX 600
#define WARM 20               /* connections of a server of its own, before */

static struct script script;
static unsigned int from;

static int connection(struct server const *server)
{
  char reply[4096] = "";
  int s = dial(from, server->port);
  if (s == -1) strerr_diefusys(111, "connect");
  if (script_play(&script, s, reply, sizeof reply) < script.steps)
  {
    kill(server->pid, SIGTERM);
    strerr_dief(1, "the server said: ", reply);
  }
  return s;
}

/* All connections are held until the end of file on stdin. */
static void hold(struct server const *server, unsigned int count)
{
  static int held[COUNT_MAX];
  unsigned int i;
  char c;
  for (i = 0; i < count; i++) held[i] = connection(server);
  printf("%d\n", server->pid);
  fflush(stdout);
  while (fd_read(0, &c, 1) > 0) continue;
  for (i = 0; i < count; i++) fd_close(held[i]);
}

static void one_by_one(struct server const *server, unsigned int count)
{
  for (; count; count--) fd_close(connection(server));
}

/* What it costs beyond its start, with what it still does afterwards. */
static void of_its_own(struct server const *server, unsigned int count)
{
  struct timespec began, now;
  double wall, cpu;
  one_by_one(server, count < WARM ? count : WARM);
  cpu = tree_rested(server->pid);
  clock_gettime(CLOCK_MONOTONIC, &began);
  one_by_one(server, count);
  clock_gettime(CLOCK_MONOTONIC, &now);
  cpu = tree_rested(server->pid) - cpu;
  wall = (double)(now.tv_sec - began.tv_sec) * 1e6
    + (double)(now.tv_nsec - began.tv_nsec) / 1e3;
  printf("%.1f %.1f\n", cpu / count, wall / count);
}

static unsigned int number(char const *s, unsigned int max)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u || u > max) strerr_dieusage(100, USAGE);
  return u;
}

int main(int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  struct server server;
  unsigned int count = 1, seconds = SECONDS_MAX;
  int c, wait = 0, own = 0;
  PROG = "load";
  while ((c = subgetopt_r(argc, argv, "f:n:st:w", &l)) != -1)
    switch (c)
    {
      case 'f' : from = number(l.arg, 255); break;
      case 'n' : count = number(l.arg, COUNT_MAX); break;
      case 's' : own = 1; break;
      case 't' : seconds = number(l.arg, SECONDS_MAX); break;
      case 'w' : wait = 1; break;
      default : strerr_dieusage(100, USAGE);
    }
  argc -= l.ind;
  argv += l.ind;
  if (argc < 2) strerr_dieusage(100, USAGE);
  script_read(&script, argv[0]);
  server_start(&server, argv + 1, argc - 1, own);
  server_limit(&server, seconds);
  if (wait) hold(&server, count);
  else if (own) of_its_own(&server, count);
  else one_by_one(&server, count);
  kill(server.pid, SIGTERM);
  if (!wait && !own) return spent_end(server.pid, count);
  spent_wait();
  return 0;
}
