/* The lock of the state directory. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "lock.h"

int lock_take(int home)
{
  int fd = openat(home, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  int r;
  if (fd == -1) return -1;
  r = fd_lock(fd, 1, 1);
  if (r == 1) return fd;
  close(fd);
  if (!r) errno = EBUSY;
  return -1;
}
