/* midway PORT [STEP]: between a host and the engine, which is at this port of
   127.0.0.1.

   Prints a port of 127.0.0.1 and serves there until it is killed, one
   connection after the other. What the engine says it passes on byte by byte:
   none to the first one, STEP (1 if nothing is said) bytes to the next, twice
   as many to the one behind, and so on, and then it closes; or when both have
   been silent for a fifth of a second. For each connection it prints the bytes
   that have passed, and `cut' or `silent'. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SILENT 200      /* milliseconds */

static void die(char const *what)
{
  perror(what);
  exit(111);
}

static struct sockaddr_in here(unsigned int port)
{
  struct sockaddr_in a;
  memset(&a, 0, sizeof a);
  a.sin_family = AF_INET;
  a.sin_port = htons((uint16_t)port);
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

static int listening(void)
{
  struct sockaddr_in a = here(0);
  socklen_t n = sizeof a;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof a) == -1
    || listen(fd, 10) == -1
    || getsockname(fd, (struct sockaddr *)&a, &n) == -1) die("listen");
  printf("%u\n", (unsigned int)ntohs(a.sin_port));
  fflush(stdout);
  return fd;
}

static int engine_at_port(unsigned int port)
{
  struct sockaddr_in a = here(port);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd == -1 || connect(fd, (struct sockaddr *)&a, sizeof a) == -1)
    die("connect");
  return fd;
}

/* All that the host has said. 0: it has closed. */
static int up(int host, int engine)
{
  char s[65536];
  ssize_t n = read(host, s, sizeof s), done = 0, r;
  for (; done < n; done += r)
    if ((r = write(engine, s + done, (size_t)(n - done))) <= 0) return 0;
  return n > 0;
}

/* At most so many bytes of what the engine has said. How many; 0: it has
   closed, or the host has. */
static unsigned long down(int host, int engine, unsigned long most)
{
  char s[65536];
  ssize_t n = read(engine, s, most < sizeof s ? most : sizeof s), i = 0;
  for (; i < n; i++) if (write(host, s + i, 1) != 1) return 0;
  return n > 0 ? (unsigned long)n : 0;
}

/* How many bytes have passed. */
static unsigned long pass(int host, int engine, unsigned long most)
{
  struct pollfd x[2] = { { host, POLLIN, 0 }, { engine, POLLIN, 0 } };
  unsigned long passed = 0, n;
  while (passed < most && poll(x, 2, SILENT) > 0)
  {
    if (x[0].revents && !up(host, engine)) break;
    if (!x[1].revents) continue;
    n = down(host, engine, most - passed);
    if (!n) break;
    passed += n;
  }
  return passed;
}

int main(int argc, char **argv)
{
  unsigned int port = argc > 1 ? (unsigned int)atoi(argv[1]) : 0;
  unsigned long step = argc > 2 ? strtoul(argv[2], 0, 10) : 1, most = 0;
  int server, one = 1;
  if (!port || !step) return 100;
  signal(SIGPIPE, SIG_IGN);
  server = listening();
  for (;; most += step)
  {
    int host = accept(server, 0, 0), engine;
    unsigned long n;
    if (host == -1) die("accept");
    setsockopt(host, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    engine = engine_at_port(port);
    n = pass(host, engine, most);
    printf("%lu %s\n", n, n == most ? "cut" : "silent");
    fflush(stdout);
    close(engine);
    close(host);
  }
}
