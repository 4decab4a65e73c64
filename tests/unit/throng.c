/* throng PORT COUNT: that many clients at once, each at an address of its own
   in 127.0.0.0/8, who connect and say nothing. `open COUNT' is printed when all
   are connected. Then lines on stdin say what they do:

     talk N     N of them say EHLO
     leave N    N of them close
     reset N    N of them close by a reset
     hear       all that are left wait for what they are told, and close: prints
                how many heard which code, `220:30 421:2 closed:1'
     count      prints how many have something to read or were closed, by now

     end */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 20000
#define PATIENCE 120000   /* milliseconds without anything */

static struct pollfd client[MOST];
static int count;
static int next;          /* the first that has done nothing yet */
static int codes[1000];

static void no(char const *what)
{
  perror(what);
  exit(111);
}

static int reach(int port, int i)
{
  struct sockaddr_in at, from;
  static int const one = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  memset(&at, 0, sizeof at);
  at.sin_family = AF_INET;
  from = at;
  at.sin_port = htons((unsigned short)port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  from.sin_addr.s_addr = htonl(0x7f010000u + (unsigned int)(i / 250) * 256
    + (unsigned int)(i % 250) + 1);
  if (fd == -1) no("socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&from, sizeof from) == -1) no("bind");
  if (connect(fd, (struct sockaddr *)&at, sizeof at) == -1) no("connect");
  return fd;
}

static void leave(int i, int reset)
{
  struct linger const hard = { 1, 0 };
  if (reset)
    setsockopt(client[i].fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close(client[i].fd);
  client[i].fd = -1;
}

static void do_some(char const *what, int n)
{
  for (; n && next < count; n--, next++)
  {
    if (*what == 't')
    {
      if (write(client[next].fd, "EHLO x\r\n", 8) != 8) codes[0]++;
    }
    else leave(next, *what == 'r');
  }
}

static void heard(int i)
{
  char s[600];
  ssize_t r = read(client[i].fd, s, sizeof s - 1);
  if (r > 0)
  {
    s[r] = 0;
    codes[atoi(s) % 1000]++;
  }
  else codes[0]++;
  leave(i, 0);
}

static void hear(void)
{
  int left = 0, i;
  for (i = 0; i < count; i++) left += client[i].fd != -1;
  while (left && poll(client, (nfds_t)count, PATIENCE) > 0)
    for (i = 0; i < count; i++)
      if (client[i].fd != -1 && client[i].revents)
      {
        heard(i);
        left--;
      }
  for (i = 1; i < 1000; i++) if (codes[i]) printf("%d:%d ", i, codes[i]);
  printf("closed:%d silent:%d\n", codes[0], left);
}

static int ready(void)
{
  int i, n = 0;
  poll(client, (nfds_t)count, 0);
  for (i = 0; i < count; i++) n += client[i].fd != -1 && client[i].revents;
  return n;
}

int main(int argc, char **argv)
{
  struct rlimit l;
  char word[20];
  int n, i;
  if (argc != 3) return 100;
  count = atoi(argv[2]);
  if (count > MOST) return 100;
  getrlimit(RLIMIT_NOFILE, &l);
  l.rlim_cur = l.rlim_max;
  setrlimit(RLIMIT_NOFILE, &l);
  for (i = 0; i < count; i++)
  {
    client[i].fd = reach(atoi(argv[1]), i);
    client[i].events = POLLIN;
  }
  printf("open %d\n", count);
  fflush(stdout);
  while (scanf("%19s", word) == 1)
  {
    if (*word == 'e') break;
    if (*word == 'h') hear();
    else if (*word == 'c') printf("%d\n", ready());
    else if (scanf("%d", &n) == 1) do_some(word, n);
    fflush(stdout);
  }
  return 0;
}
