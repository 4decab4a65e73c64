/* verdicts [-n COUNT] [-t SECONDS] CLIENTS BAD GOOD PROGRAM [ARGS...]: under
   tcpserver, COUNT connections one after the other, each of the next address.
   Those of 127.1.0.0/16 (CLIENTS of them) play the script BAD, in turn with as
   many of 127.2.0.0/16, which play GOOD. Prints how many went as their script
   says, and how many there were. */

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "script.h"
#include "server.h"
#include "spent.h"

#define USAGE "verdicts [-n COUNT] [-t SECONDS] CLIENTS BAD GOOD PROGRAM " \
  "[ARGS...]"

static struct script bad, good;

static unsigned int number(char const *s, unsigned int max)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u || u > max) strerr_dieusage(100, USAGE);
  return u;
}

/* 1 it went as it should, else 0, with a word. */
static int connection(unsigned int i, unsigned int clients, unsigned int port)
{
  struct script const *script = i % 2 ? &good : &bad;
  uint32_t from = (i % 2 + 1) << 16 | (i / 2 % clients + 1);
  char reply[4096] = "";
  int right, s = dial(from, port);
  if (s == -1) strerr_diefusys(111, "connect");
  right = script_play(script, s, reply, sizeof reply) == script->steps;
  fd_close(s);
  if (!right) strerr_warnw(i % 2 ? "a good" : "a bad", " client was told: ",
    reply);
  return right;
}

int main(int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  struct server server;
  unsigned int i, clients, count = 100, seconds = 600, right = 0;
  int c;
  PROG = "verdicts";
  while ((c = subgetopt_r(argc, argv, "n:t:", &l)) != -1)
    if (c == 'n') count = number(l.arg, 100000);
    else if (c == 't') seconds = number(l.arg, 600);
    else strerr_dieusage(100, USAGE);
  argc -= l.ind;
  argv += l.ind;
  if (argc < 4) strerr_dieusage(100, USAGE);
  clients = number(argv[0], 65000);
  script_read(&bad, argv[1]);
  script_read(&good, argv[2]);
  server_start(&server, argv + 3, argc - 3, 0);
  server_limit(&server, seconds);
  for (i = 0; i < count; i++)
    right += (unsigned int)connection(i, clients, server.port);
  kill(server.pid, SIGTERM);
  spent_wait();
  printf("%u %u\n", right, count);
  return 0;
}
