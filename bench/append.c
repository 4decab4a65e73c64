/* append [-b FILE] WRITERS LINES: so many writers at once, each of so many
   lines, and prints what one line cost: microseconds of processor time, and of
   the clock. For each line the file is opened and closed, as a connection does
   it: the journal of $QKARMA, in our own way, or, with -b, FILE: opened with
   O_APPEND, one write, closed. Every line has its own helo, so that one can
   see afterwards whether all are there. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "clients.h"
#include "spent.h"
#include "../src/config/home.h"
#include "../src/journal/append.h"
#include "../src/karma/line.h"

#define USAGE "append [-b FILE] WRITERS LINES"

static char const *bare;

/* What a client says that talks early: a line as most are. */
static void make_line(struct text *t, uint32_t writer, uint32_t i)
{
  char array[64];
  struct text helo = TEXT(array);
  struct line l;
  memset(&l, 0, sizeof l);
  l.stamp.seconds = (uint64_t)time(0);
  l.stamp.nano = i;
  l.class = CLASS_NEUTRAL;
  l.karma = -1;
  l.end = "rejected";
  l.endlen = strlen(l.end);
  l.events = "early_talk";
  l.eventslen = strlen(l.events);
  client_address(&l.address, writer << 20 | i);
  line_connection(t, &l);
  text_addu(&helo, writer);
  text_addc(&helo, '.');
  text_addu(&helo, i);
  text_adds(&helo, ".client.example");
  line_pair(t, "helo", helo.s, helo.len);
  line_pair(t, "t", "0", 1);
  line_finish(t);
}

/* 1 the line is there, 0 not (errno). */
static int append_bare(char const *s, size_t n)
{
  int fd = open(bare, O_WRONLY | O_APPEND | O_CLOEXEC);
  ssize_t w = fd == -1 ? -1 : write(fd, s, n);
  if (w >= 0 && (size_t)w < n) errno = EIO;
  if (fd != -1) close(fd);
  return w >= 0 && (size_t)w == n;
}

static void write_lines(int home, uint32_t writer, uint32_t lines)
{
  uint32_t i = 0;
  for (; i < lines; i++)
  {
    char array[LINE_LEN];
    struct text t = TEXT(array);
    make_line(&t, writer, i);
    if (!(bare ? append_bare(t.s, t.len) : append_line(home, t.s, t.len)))
      strerr_diefusys(1, "append a line");
  }
}

static unsigned int number(char const *s, unsigned int max)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u || u > max) strerr_dieusage(100, USAGE);
  return u;
}

int main(int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  unsigned int writers, lines, i;
  int c, home;
  PROG = "append";
  while ((c = subgetopt_r(argc, argv, "b:", &l)) != -1)
    if (c == 'b') bare = l.arg;
    else strerr_dieusage(100, USAGE);
  argv += l.ind;
  if (argc - l.ind != 2) strerr_dieusage(100, USAGE);
  writers = number(argv[0], 100);
  lines = number(argv[1], 1000000);
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  for (i = 0; i < writers; i++)
    if (!spent_fork())
    {
      write_lines(home, i, lines);
      return 0;
    }
  return spent_end(0, writers * lines);
}
