/* Between libFuzzer and a target; without libFuzzer (-DALONE), what runs the
   target with each of the files that are named. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/stralloc.h>
#include <skalibs/types.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(uint8_t const *s, size_t n);

int LLVMFuzzerTestOneInput(uint8_t const *s, size_t n)
{
  char *alone = malloc(n + !n);
  if (!alone) fuzz_system("malloc");
  memcpy(alone, s, n);
  fuzz(alone, n);
  free(alone);
  return 0;
}

void fuzz_broken(char const *file, int line, char const *promise)
{
  char fmt[UINT_FMT];
  fmt[uint_fmt(fmt, (unsigned int)line)] = 0;
  strerr_warn("broken promise: ", file, ":", fmt, ": ", promise);
  abort();
}

void fuzz_system(char const *what)
{
  strerr_warnwusys("", what);
  abort();
}

unsigned int bytes_number(struct bytes *b)
{
  if (!b->n) return 0;
  b->n--;
  return (unsigned char)*b->s++;
}

struct bytes bytes_part(struct bytes *b, size_t max)
{
  struct bytes part = { b->s, b->n < max ? b->n : max };
  b->s += part.n;
  b->n -= part.n;
  return part;
}

int same(char const *s, size_t n, char const *t, size_t m)
{
  return n == m && !memcmp(s, t, n);
}

int fuzz_file(char const *name, char const *s, size_t n)
{
  int fd = open3(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
  if (fd == -1) fuzz_system(name);
  if (allwrite(fd, s, n) != n || lseek(fd, 0, SEEK_SET)) fuzz_system(name);
  return fd;
}

int fuzz_stream(char const *s, size_t n)
{
  int fds[2];
  if (pipe(fds) == -1 || allwrite(fds[1], s, n) != n
    || ndelay_on(fds[0]) == -1) fuzz_system("pipe");
  close(fds[1]);
  return fds[0];
}

#ifdef ALONE
int main(int argc, char const *const *argv)
{
  stralloc file = STRALLOC_ZERO;
  PROG = *argv;
  while (++argv, --argc)
  {
    file.len = 0;
    if (!openslurpclose(&file, *argv)) strerr_diefusys(111, "read ", *argv);
    LLVMFuzzerTestOneInput((uint8_t const *)file.s, file.len);
  }
  stralloc_free(&file);
  return 0;
}
#endif
