/* besiege BOTS GOOD SECONDS WAIT PORT: so many silent bots and so many good
   clients a second come to a server at this port of 127.0.0.1. A bot says
   nothing, and leaves when it hears something or after two seconds. A good
   client says EHLO and QUIT. Prints the median time of a good client's session
   less WAIT (which its greeting would take without bots), in milliseconds, and
   how many of a hundred were not served within ten seconds; and on stderr what
   became of the bots. All come from addresses of their own. */

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#define USAGE "besiege BOTS GOOD SECONDS WAIT PORT"
#define MOST 20000
#define BOT_STAYS 2000        /* milliseconds */
#define GOOD_STAYS 10000

struct client
{
  int64_t since;
  int good;
  int said;                   /* what it has said */
};

static struct pollfd fds[MOST];
static struct client client[MOST];
static nfds_t clients;
static uint32_t address;      /* the next bot's, in 127.64.0.0/10 */
static long took[MOST];
static unsigned int good, served, bots, heard;
static unsigned int port;

static int64_t now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void come(int is_good)
{
  struct sockaddr_in at = { .sin_family = AF_INET }, from = at;
  static int const one = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd == -1 || clients == MOST) strerr_diefusys(111, "open a socket");
  at.sin_port = htons((uint16_t)port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  from.sin_addr.s_addr = htonl((is_good ? 0x7f000200u : 0x7f400000u)
    + (is_good ? good % 200 + 1 : ++address % 0x3fffff));
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (ndelay_on(fd) == -1 || bind(fd, (struct sockaddr *)&from, sizeof from)
    || (connect(fd, (struct sockaddr *)&at, sizeof at)
    && errno != EINPROGRESS)) strerr_diefusys(111, "connect");
  client[clients] = (struct client){ now(), is_good, 0 };
  fds[clients].fd = fd;
  fds[clients++].events = POLLIN;
  *(is_good ? &good : &bots) += 1;
}

static void gone(nfds_t i, long milliseconds)
{
  if (client[i].good) took[served++] = milliseconds;
  close(fds[i].fd);
  fds[i] = fds[--clients];
  client[i] = client[clients];
}

/* A good one's session goes on. 1 when it is over. */
static int answer(nfds_t i)
{
  static char const *const says[] = { "EHLO good.example\r\n", "QUIT\r\n" };
  char s[2000];
  ssize_t r = read(fds[i].fd, s, sizeof s);
  struct client *c = &client[i];
  if (!c->good)
  {
    heard += r > 0;
    return 1;
  }
  if (r <= 0 || *s != '2' || c->said == 2) return 1;
  r = (ssize_t)strlen(says[c->said]);
  if (write(fds[i].fd, says[c->said], (size_t)r) != r) return 1;
  c->said++;
  return 0;
}

static void look(void)
{
  int64_t t;
  nfds_t i = clients;
  poll(fds, clients, 1);
  t = now();
  while (i--)
  {
    long stayed = (long)(t - client[i].since);
    int late = stayed >= (client[i].good ? GOOD_STAYS : BOT_STAYS);
    if (fds[i].revents && !answer(i)) continue;
    if (fds[i].revents || late)
      gone(i, client[i].said == 2 ? stayed : GOOD_STAYS);
  }
}

static int by_size(void const *a, void const *b)
{
  long x = *(long const *)a, y = *(long const *)b;
  return (x > y) - (x < y);
}

static void report(long wait)
{
  unsigned int lost = 0, i = 0;
  for (; i < served; i++) lost += took[i] >= GOOD_STAYS;
  qsort(took, served, sizeof *took, by_size);
  printf("%ld %u\n", took[served / 2] - wait, lost * 100 / served);
  fprintf(stderr, "besiege: %u bots, %u of them greeted; %u good clients, %u not "
    "served, the slowest of the others %ld ms\n", bots, heard, served, lost,
    lost < served ? took[served - lost - 1] : 0);
}

int main(int argc, char **argv)
{
  double a, b;
  int64_t began, t, end;
  struct rlimit l;
  PROG = "besiege";
  if (argc != 6) strerr_dieusage(100, USAGE);
  a = atof(argv[1]) / 1000;
  b = atof(argv[2]) / 1000;
  port = (unsigned int)atoi(argv[5]);
  getrlimit(RLIMIT_NOFILE, &l);
  l.rlim_cur = l.rlim_max;
  setrlimit(RLIMIT_NOFILE, &l);
  began = now();
  end = began + atoi(argv[3]) * INT64_C(1000);
  while ((t = now()) < end)
  {
    while (bots < a * (double)(t - began)) come(0);
    while (good < b * (double)(t - began)) come(1);
    look();
  }
  while (served < good) look();
  report(atol(argv[4]));
  return 0;
}
