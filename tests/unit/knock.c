/* knock PORT [reset]: a client that says at once what is on its stdin, in one
   write, and prints what it hears, at the end how the server closed: <closed>,
   or <reset>, which may cost the other end our last words. With `reset` it
   hangs up by a reset itself, without waiting. */

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
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
  {
    perror("knock");
    exit(111);
  }
  return fd;
}

static void say(int fd)
{
  static char said[65536];
  size_t n = fread(said, 1, sizeof said, stdin);
  if (n && write(fd, said, n) != (ssize_t)n) perror("knock");
}

static void listen_to(int fd)
{
  char heard[4096];
  ssize_t r;
  while ((r = read(fd, heard, sizeof heard)) > 0)
    fwrite(heard, 1, (size_t)r, stdout);
  puts(r == 0 ? "<closed>" : errno == ECONNRESET ? "<reset>" : "<error>");
}

int main(int argc, char **argv)
{
  struct linger const now = { 1, 0 };
  int fd;
  if (argc < 2) return 100;
  fd = reach(argv[1]);
  say(fd);
  if (argc == 2) listen_to(fd);
  else setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd);
  return 0;
}
