/* swarm PORT COUNT AT_ONCE [cut] <session: so many clients, AT_ONCE of them at
   the same time, each at an address of its own in 127.0.0.0/8. They play this
   session: they say a line, or a message as a whole, when the one before it was
   answered, and wait for the server's end. With `cut' the first one says
   nothing, the last one everything, each between them a little more; then they
   close by a reset. Prints how many were told which code at first, and how many
   none: `220:98 421:1 none:1'. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 4000
#define PATIENCE 120000   /* milliseconds without anything */
#define REST 2            /* milliseconds before a reset: it is read */

struct client
{
  size_t said;            /* how much of the session */
  size_t part;            /* how much of it is its part */
  size_t column;          /* of the reply */
  int last;               /* this is the reply's last line */
  int greeted;
};

static struct pollfd fds[MOST];
static struct client clients[MOST];
static size_t here;
static char session[65536];
static size_t len;
static int codes[1000];
static int port, cut;
static long count, come, gone;

static void no(char const *what)
{
  perror(what);
  exit(111);
}

static int reach(unsigned int i)
{
  struct sockaddr_in at = { .sin_family = AF_INET }, from = at;
  static int const one = 1;
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  at.sin_port = htons((unsigned short)port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  from.sin_addr.s_addr = htonl(0x7f010000u + i);
  if (fd == -1) no("socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(fd, (struct sockaddr *)&from, sizeof from) == -1) no("bind");
  if (connect(fd, (struct sockaddr *)&at, sizeof at) == -1) no("connect");
  return fd;
}

static void arrive(void)
{
  struct client c = { 0, len, 0, 0, 0 };
  if (cut && count > 1)
    c.part = len * (size_t)come / (size_t)(count - 1);
  fds[here].fd = reach((unsigned int)come);
  fds[here].events = POLLIN;
  clients[here++] = c;
  come++;
}

static void leave(size_t i, int reset)
{
  struct linger const hard = { 1, 0 };
  if (reset)
  {
    poll(0, 0, REST);
    setsockopt(fds[i].fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  if (!clients[i].greeted) codes[0]++;
  close(fds[i].fd);
  fds[i] = fds[--here];
  clients[i] = clients[here];
  gone++;
}

/* Where a reply is due behind what begins at `from': a message has one. */
static size_t due(size_t from)
{
  char const *s = session + from, *end;
  if (from >= 6 && !strncmp(s - 6, "DATA\r\n", 6))
  {
    end = strstr(s, "\r\n.\r\n");
    return end ? (size_t)(end + 5 - session) : len;
  }
  end = strchr(s, '\n');
  return end ? (size_t)(end + 1 - session) : len;
}

/* 0 when the client has done its part. */
static int say(int fd, struct client *c)
{
  size_t to = due(c->said);
  if (to > c->part) to = c->part;
  /* A server that has closed says so when it is read next. */
  if (send(fd, session + c->said, to - c->said, MSG_NOSIGNAL) == -1) return 1;
  c->said = to;
  return !cut || c->said < c->part;
}

/* Is this the last byte of a reply? */
static int answered(struct client *c, char byte)
{
  c->column++;
  if (c->column == 4) c->last = byte == ' ';
  if (byte != '\n') return 0;
  c->column = 0;
  return c->last;
}

/* 0 when the client goes. */
static int hear(int fd, struct client *c)
{
  char s[4096];
  ssize_t r = read(fd, s, sizeof s), i;
  if (r <= 0) return 0;
  if (!c->greeted && r >= 3)
  {
    c->greeted = 1;
    codes[atoi(s) % 1000]++;
  }
  for (i = 0; i < r; i++)
    if (answered(c, s[i]) && !say(fd, c)) return 0;
  return 1;
}

static void look(void)
{
  size_t i = here;
  if (poll(fds, here, PATIENCE) == 0)
  {
    fprintf(stderr, "swarm: %zu wait in vain\n", here);
    exit(1);
  }
  while (i--)
    if (fds[i].revents && !hear(fds[i].fd, &clients[i])) leave(i, cut);
}

int main(int argc, char **argv)
{
  size_t at_once, i;
  if (argc < 4) return 100;
  port = atoi(argv[1]);
  count = atol(argv[2]);
  at_once = (size_t)atol(argv[3]);
  cut = argc > 4;
  if (at_once > MOST) return 100;
  len = fread(session, 1, sizeof session - 1, stdin);
  while (gone < count)
  {
    while (here < at_once && come < count) arrive();
    look();
  }
  for (i = 1; i < 1000; i++) if (codes[i]) printf("%d:%d ", (int)i, codes[i]);
  printf("none:%d\n", codes[0]);
  return 0;
}
