/* load [-n COUNT] [-w] SCRIPT PROGRAM [ARGS...]: starts a program under
   tcpserver, plays the client's part of COUNT connections, one after the
   other, ends the server, and prints what each connection cost the server
   (see spent.h). The clients are not counted: they are this process.

   A script has these lines:

     C: EHLO client.example.org     sent, with CR LF
     B: 4096                        a body of so many bytes is sent, and the dot
     S: 250                         one whole reply is read, of this code
     E:                             no more will be sent: end of file
     S: closed                      the server must have hung up

   C and B lines that follow each other are sent at once. With -w, all COUNT
   connections play the script and are then held open: the server's pid is
   printed, and they last until the end of file on stdin. */

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "spent.h"

#define USAGE "load [-n COUNT] [-w] SCRIPT PROGRAM [ARGS...]"
#define STEPS 100

/* Send what is in `say`, perhaps an end of file, and then hear this code; 0:
   the server's end. */
struct step
{
  stralloc say;
  int end;
  int code;
};

static struct step script[STEPS];
static unsigned int steps;
static unsigned int port;

static void add_body(stralloc *sa, unsigned long bytes)
{
  static char const line[] =
    "No client has ever been in such a hurry as the one in a bench.\r\n";
  unsigned long n = sizeof line - 1;
  for (; bytes >= n; bytes -= n)
    if (!stralloc_catb(sa, line, n)) strerr_diefusys(111, "remember");
  if (!stralloc_cats(sa, ".\r\n")) strerr_diefusys(111, "remember");
}

static void add_line(char const *s, char const *file)
{
  struct step *step = &script[steps];
  if (!strncmp(s, "C: ", 3))
  {
    if (!stralloc_cats(&step->say, s + 3) || !stralloc_cats(&step->say,
      "\r\n")) strerr_diefusys(111, "remember");
  }
  else if (!strncmp(s, "B: ", 3)) add_body(&step->say, strtoul(s + 3, 0, 10));
  else if (!strcmp(s, "E:")) step->end = 1;
  else if (!strncmp(s, "S: ", 3) && steps < STEPS - 1)
  {
    step->code = atoi(s + 3);
    steps++;
  }
  else if (*s && *s != '#') strerr_dief(100, "what is this in ", file, ": ",
    s);
}

static void read_script(char const *file)
{
  stralloc sa = STRALLOC_ZERO;
  char *s, *lf;
  if (!openslurpclose(&sa, file) || !stralloc_0(&sa))
    strerr_diefusys(111, "read ", file);
  for (s = sa.s; (lf = strchr(s, '\n')); s = lf + 1)
  {
    *lf = 0;
    add_line(s, file);
  }
  stralloc_free(&sa);
}

static int dial(void)
{
  struct sockaddr_in a = { .sin_family = AF_INET };
  int s = socket(AF_INET, SOCK_STREAM, 0);
  a.sin_port = htons((in_port_t)port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (s == -1 || connect(s, (struct sockaddr *)&a, sizeof a) == -1)
    strerr_diefusys(111, "connect");
  return s;
}

/* Is there a whole reply? Its last line has a blank behind the code. */
static int whole(char const *s, size_t n)
{
  size_t last = n;
  if (!n || s[n - 1] != '\n') return 0;
  for (last = n - 1; last && s[last - 1] != '\n'; last--) continue;
  return n - last > 3 && s[last + 3] != '-';
}

/* Hear one reply: its code; 0 the server has hung up. */
static int hear(int s, char *reply, size_t max)
{
  size_t n = 0;
  while (!whole(reply, n) && n < max)
  {
    ssize_t r = fd_read(s, reply + n, max - n);
    if (r < 1) return 0;
    n += (size_t)r;
  }
  reply[n - (n == max)] = 0;
  return atoi(reply);
}

static void play(int s)
{
  char reply[4096] = "";
  unsigned int i = 0;
  for (; i < steps; i++)
  {
    stralloc const *say = &script[i].say;
    if (allwrite(s, say->s, say->len) < say->len)
      strerr_diefusys(1, "write");
    if (script[i].end) shutdown(s, SHUT_WR);
    if (hear(s, reply, sizeof reply) != script[i].code)
      strerr_dief(1, "the server said: ", reply);
  }
}

static int serve(char const *const *program, int argc)
{
  char const *argv[argc + 20];
  static char const *const tcpserver[] = { "tcpserver", "-1HRD", "-llocalhost",
    "-c4000", "-b4000", "127.0.0.1", "0" };
  size_t n = sizeof tcpserver / sizeof *tcpserver;
  char fmt[16] = "";
  int p[2], pid;
  memcpy(argv, tcpserver, sizeof tcpserver);
  memcpy(argv + n, program, ((size_t)argc + 1) * sizeof *argv);
  if (pipe(p) == -1 || coe(p[0]) == -1) strerr_diefusys(111, "make a pipe");
  pid = spent_begin(argv, p[1]);
  fd_close(p[1]);
  if (fd_read(p[0], fmt, sizeof fmt - 1) < 1 || !uint_scan(fmt, &port))
    strerr_diefu(111, "start tcpserver");
  return pid;
}

/* All connections are held until the end of file on stdin. */
static void hold(unsigned int count, int pid)
{
  char c;
  for (; count; count--) play(dial());
  printf("%d\n", pid);
  fflush(stdout);
  while (fd_read(0, &c, 1) > 0) continue;
}

static void one_by_one(unsigned int count)
{
  for (; count; count--)
  {
    int s = dial();
    play(s);
    fd_close(s);
  }
}

int main(int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  unsigned int count = 1;
  int c, pid, wait = 0;
  PROG = "load";
  while ((c = subgetopt_r(argc, argv, "n:w", &l)) != -1)
    if (c == 'w') wait = 1;
    else if (c != 'n' || !uint0_scan(l.arg, &count) || !count)
      strerr_dieusage(100, USAGE);
  argc -= l.ind;
  argv += l.ind;
  if (argc < 2) strerr_dieusage(100, USAGE);
  read_script(argv[0]);
  pid = serve(argv + 1, argc - 1);
  if (wait) hold(count, pid);
  else one_by_one(count);
  kill(pid, SIGTERM);
  return wait ? 0 : spent_end(pid, count);
}
