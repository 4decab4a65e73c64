/* waiting HOME: looks ten times how long a line waits that is behind a place
   which the journal there does not have, and how many more descriptors are open
   then. */

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "../../src/share/own.h"

static int next(void)
{
  int fd = open("/", O_RDONLY);
  close(fd);
  return fd;
}

int main(int argc, char const *const *argv)
{
  struct journal_place const elsewhere = { "h0", 1, "", 100 };
  uint64_t seconds = 0;
  int home, before, i = 0;
  PROG = "waiting";
  if (argc != 2) strerr_dieusage(100, "waiting home");
  home = open(argv[1], O_RDONLY | O_DIRECTORY);
  before = next();
  for (; i < 10; i++) seconds += own_waiting(home, &elsewhere);
  printf("waiting: %u; %d more are open\n", (unsigned int)seconds,
    next() - before);
  return 0;
}
