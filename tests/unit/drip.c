/* drip PORT, under tcpserver: a relay to a port of 127.0.0.1 that passes bytes
   one by one, each in a packet of its own. */

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int reach(char const *port)
{
  struct sockaddr_in at;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  memset(&at, 0, sizeof at);
  at.sin_family = AF_INET;
  at.sin_port = htons((unsigned short)atoi(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd == -1 || connect(fd, (struct sockaddr *)&at, sizeof at) == -1)
    exit(111);
  return fd;
}

/* 1; 0 at the end, which is passed on. */
static int pass(int from, int to)
{
  char c[4096];
  ssize_t n = read(from, c, sizeof c), i = 0;
  for (; i < n; i++) if (write(to, c + i, 1) != 1) exit(0);
  if (n <= 0) shutdown(to, SHUT_WR);
  return n > 0;
}

int main(int argc, char **argv)
{
  int const on = 1;
  int fd = argc == 2 ? reach(argv[1]) : -1;
  struct pollfd x[2] = { { 0, POLLIN, 0 }, { fd, POLLIN, 0 } };
  setsockopt(0, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (x[0].fd != -1 || x[1].fd != -1)
  {
    if (poll(x, 2, -1) == -1) return 111;
    if (x[0].revents && !pass(0, fd)) x[0].fd = -1;
    if (x[1].revents && !pass(fd, 1)) x[1].fd = -1;
  }
  return 0;
}
