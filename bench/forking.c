/* forking -1|-2 [-q] PORT REPLY...: a server at a port of 127.0.0.1 that has a process
   for each client, by a fork, and knows nothing: it says the first reply, and
   the next one to whatever is heard, until there is none. What it costs is what
   a process for each client costs, whatever is done there.

   -1  One process accepts and forks.
   -2  One process accepts, and another one, which gets the socket from it,
       forks.
   -q  It says nothing before it has heard something. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static char const *const *replies;
static int quiet;

union control
{
  struct cmsghdr header;
  char room[CMSG_SPACE(sizeof(int))];
};

static int hear(int fd)
{
  char buf[512];
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  return select(fd + 1, &set, 0, 0, 0) == 1 && read(fd, buf, sizeof buf) > 0;
}

static void say(int fd, char const *reply)
{
  if (dprintf(fd, "%s \r\n", reply) < 0) _exit(1);
}

static void serve(int fd)
{
  char const *const *reply = replies;
  if (quiet && !hear(fd)) _exit(1);
  for (;;)
  {
    say(fd, *reply);
    if (!*++reply || !hear(fd)) _exit(0);
  }
}

static void fork_for(int fd)
{
  if (!fork()) serve(fd);
  close(fd);
}

static int listening(char const *port)
{
  struct sockaddr_in a;
  int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons((uint16_t)atoi(port));
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (s == -1
    || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == -1
    || bind(s, (struct sockaddr *)&a, sizeof a) == -1 || listen(s, 128) == -1)
    exit(111);
  return s;
}

/* A socket, or the place where one is put. */
static struct msghdr message(struct iovec *one, union control *control)
{
  struct msghdr m = { .msg_iov = one, .msg_iovlen = 1, .msg_control = control,
    .msg_controllen = sizeof *control };
  memset(control, 0, sizeof *control);
  control->header.cmsg_level = SOL_SOCKET;
  control->header.cmsg_type = SCM_RIGHTS;
  control->header.cmsg_len = CMSG_LEN(sizeof(int));
  return m;
}

static void hand_over(int to, int fd)
{
  char about[200] = "";
  struct iovec one = { about, sizeof about };
  union control control;
  struct msghdr m = message(&one, &control);
  memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
  if (sendmsg(to, &m, 0) == -1) exit(111);
  close(fd);
}

/* -1: a child has ended. */
static int taken(int from)
{
  char about[200];
  struct iovec one = { about, sizeof about };
  union control control;
  struct msghdr m = message(&one, &control);
  ssize_t r = recvmsg(from, &m, 0);
  int fd = -1;
  if (!r) exit(0);
  if (r > 0) memcpy(&fd, CMSG_DATA(&control.header), sizeof fd);
  return fd;
}

static void ended(int signal)
{
  (void)signal;
}

static void fork_for_all(int from, int get(int))
{
  struct sigaction sa = { .sa_handler = ended };
  sigaction(SIGCHLD, &sa, 0);
  for (;;)
  {
    int fd = get(from);
    if (fd != -1) fork_for(fd);
    while (waitpid(-1, 0, WNOHANG) > 0) ;
  }
}

static int accepted(int s)
{
  return accept(s, 0, 0);
}

static void accept_for(int s, int to)
{
  for (;;)
  {
    int fd = accepted(s);
    if (fd != -1) hand_over(to, fd);
  }
}

int main(int argc, char const *const *argv)
{
  int c, s, pair[2], processes = 0;
  while ((c = getopt(argc, (char *const *)argv, "12q")) != -1)
    if (c == 'q') quiet = 1;
    else processes = c - '0';
  if (argc - optind < 2) return 100;
  s = listening(argv[optind]);
  replies = argv + optind + 1;
  if (processes != 2) fork_for_all(s, accepted);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1) return 111;
  switch (fork())
  {
    case -1: return 111;
    case 0: close(s); close(pair[0]); fork_for_all(pair[1], taken);
  }
  close(pair[1]);
  accept_for(s, pair[0]);
  return 0;
}
