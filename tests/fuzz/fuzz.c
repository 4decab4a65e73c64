/* Between libFuzzer and a target; without libFuzzer (-DALONE), what runs the
   target with each of the files that are named. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sanitizer/common_interface_defs.h>
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

/* Where stderr leads, and the file in its place. */
static int said = -1, heard;

void fuzz_listen(void)
{
  if (said == -1)
  {
    heard = fuzz_file("stderr", "", 0);
    said = dup(2);
    __sanitizer_set_report_fd((void *)(intptr_t)said);
  }
  if (said == -1 || ftruncate(heard, 0) == -1 || lseek(heard, 0, SEEK_SET)
    || dup2(heard, 2) == -1) fuzz_system("dup");
}

void fuzz_heard(char *s, size_t max)
{
  ssize_t n = pread(heard, s, max - 1, 0);
  if (dup2(said, 2) == -1 || n == -1) fuzz_system("dup");
  s[n] = 0;
}

void fuzz_broken(char const *file, int line, char const *promise)
{
  char fmt[UINT_FMT];
  fmt[uint_fmt(fmt, (unsigned int)line)] = 0;
  if (said != -1) dup2(said, 2);
  strerr_warn("broken promise: ", file, ":", fmt, ": ", promise);
  abort();
}

void fuzz_system(char const *what)
{
  if (said != -1) dup2(said, 2);
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
