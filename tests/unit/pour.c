/* pour PORT BYTES [MILLISECONDS]: a client that says what is on its stdin, so
   many bytes at a time, resting in between, and waits for nothing; it prints
   what it hears meanwhile, to the server's end. With 0 bytes the size differs
   from time to time. */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char said[65536];
static size_t from, to;     /* said[from..to) is to be sent */

static int reach(char const *port)
{
  struct sockaddr_in at;
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  memset(&at, 0, sizeof at);
  at.sin_family = AF_INET;
  at.sin_port = htons((unsigned short)atoi(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd == -1 || connect(fd, (struct sockaddr *)&at, sizeof at) == -1
    || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == -1
    || fcntl(fd, F_SETFL, O_NONBLOCK) == -1) _exit(111);
  return fd;
}

/* 0 when all is said. */
static int fill(void)
{
  ssize_t r;
  if (from < to) return 1;
  r = read(0, said, sizeof said);
  if (r <= 0) return 0;
  from = 0;
  to = (size_t)r;
  return 1;
}

/* 0 when the server does not listen any more. */
static int say(int fd, size_t bytes)
{
  size_t n = to - from;
  ssize_t w;
  if (!bytes) bytes = 1 + (size_t)rand() % 20000;
  w = write(fd, said + from, n < bytes ? n : bytes);
  if (w > 0) from += (size_t)w;
  return w > 0 || errno == EAGAIN;
}

/* 0 at the end. */
static int hear(int fd)
{
  char heard[65536];
  ssize_t r = read(fd, heard, sizeof heard);
  return r > 0 && write(1, heard, (size_t)r) == r;
}

int main(int argc, char **argv)
{
  size_t bytes;
  int fd, rest, more = 1;
  if (argc < 3) return 100;
  signal(SIGPIPE, SIG_IGN);
  fd = reach(argv[1]);
  bytes = (size_t)atol(argv[2]);
  rest = argc > 3 ? atoi(argv[3]) : 0;
  for (;;)
  {
    struct pollfd x = { fd, POLLIN, 0 };
    more = more && fill();
    if (more) x.events |= POLLOUT;
    poll(&x, 1, -1);
    if (x.revents & (POLLIN | POLLHUP) && !hear(fd)) return 0;
    if (!(x.revents & POLLOUT)) continue;
    if (!say(fd, bytes)) more = 0;
    if (rest) poll(0, 0, rest);
  }
}
