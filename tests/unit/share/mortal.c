/* Killing. */

#undef _POSIX_C_SOURCE
#define _DEFAULT_SOURCE    /* syscall() */

#include <sys/syscall.h>
#include <unistd.h>

#include "mortal.h"
#include "seed.h"

jmp_buf mortal_killed;
unsigned int mortal_calls;

int mortal_dies(void)
{
  return mortal_calls && !--mortal_calls;
}

void mortal_die(void)
{
  longjmp(mortal_killed, 1);
}

ssize_t __real_write(int fd, void const *s, size_t n);
ssize_t __wrap_write(int fd, void const *s, size_t n);
ssize_t __wrap_write(int fd, void const *s, size_t n)
{
  if (fd < 3 || !mortal_dies()) return __real_write(fd, s, n);
  __real_write(fd, s, dice((unsigned int)n + 1));
  mortal_die();
  return -1;
}

/* It has two names, of which the C library has one or the other. */
static int truncate_it(int fd, off_t n)
{
  if (mortal_dies()) mortal_die();
  return (int)syscall(SYS_ftruncate, fd, n);
}

int __wrap_ftruncate(int fd, off_t n);
int __wrap_ftruncate(int fd, off_t n) { return truncate_it(fd, n); }
int __wrap_ftruncate64(int fd, off_t n);
int __wrap_ftruncate64(int fd, off_t n) { return truncate_it(fd, n); }

int __real_renameat(int a, char const *x, int b, char const *y);
int __wrap_renameat(int a, char const *x, int b, char const *y);
int __wrap_renameat(int a, char const *x, int b, char const *y)
{
  if (mortal_dies()) mortal_die();
  return __real_renameat(a, x, b, y);
}

int __real_linkat(int a, char const *x, int b, char const *y, int flags);
int __wrap_linkat(int a, char const *x, int b, char const *y, int flags);
int __wrap_linkat(int a, char const *x, int b, char const *y, int flags)
{
  if (mortal_dies()) mortal_die();
  return __real_linkat(a, x, b, y, flags);
}

int __real_unlinkat(int a, char const *x, int flags);
int __wrap_unlinkat(int a, char const *x, int flags);
int __wrap_unlinkat(int a, char const *x, int flags)
{
  if (mortal_dies()) mortal_die();
  return __real_unlinkat(a, x, flags);
}

/* The disk is memory here. */
int __wrap_fsync(int fd);
int __wrap_fsync(int fd) { return fd < 0; }
int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd) { return fd < 0; }
