/* giveup DIRECTORY: begins a database of 50,000 clients and gives it up, twenty
   times. Prints by how many KiB the process grew behind the first time. */

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/database/commit.h"

static void once(int home)
{
  static struct commit c;
  static struct header const h = { .version = HEADER_VERSION };
  struct error error;
  struct key k = { .bits = 32 };
  struct record r = { .connects = 1 };
  uint32_t i = 0;
  if (commit_begin(&c, home, "some.cdb", &h, &error) == -1)
    strerr_dief(111, error.text);
  for (; i < 50000; i++)
  {
    k.number = i;
    if (commit_add(&c, &k, &r) == -1) strerr_dief(111, error.text);
  }
  commit_abort(&c);
}

static uint64_t size(void)
{
  struct rusage u;
  if (getrusage(RUSAGE_SELF, &u) == -1) strerr_diefusys(111, "getrusage");
  return (uint64_t)u.ru_maxrss;
}

int main(int argc, char const *const *argv)
{
  char fmt[UINT64_FMT];
  uint64_t first;
  int home, i = 1;
  PROG = "giveup";
  if (argc != 2) strerr_dieusage(100, "giveup directory");
  home = open(argv[1], O_RDONLY | O_DIRECTORY);
  if (home == -1) strerr_diefusys(111, "open ", argv[1]);
  once(home);
  first = size();
  for (; i < 20; i++) once(home);
  fmt[uint64_fmt(fmt, size() - first)] = 0;
  buffer_puts(buffer_1small, fmt);
  buffer_putsflush(buffer_1small, "\n");
  return 0;
}
