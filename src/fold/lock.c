/* The lock of the state directory. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "lock.h"

/* Whoever could open it could hold it too. */
static int private(int fd)
{
  struct stat st;
  return fstat(fd, &st) == 0
    && (!(st.st_mode & 077) || fchmod(fd, LOCK_MODE) == 0);
}

int lock_take(int home)
{
  int fd = openat(home, LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK,
    LOCK_MODE);
  int r = -1, e;
  if (fd == -1) return -1;
  if (private(fd)) r = fd_lock(fd, 1, 1);
  /* When that was is for lock_holder(); nothing else depends on it. */
  if (r == 1) return futimens(fd, 0), fd;
  e = r ? errno : EBUSY;
  close(fd);
  errno = e;
  return -1;
}

int lock_holder(int home, struct lock_holder *h)
{
  struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  struct stat st;
  time_t now = time(0);
  int fd = openat(home, LOCK, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int good;
  if (fd == -1) return 0;
  good = fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK
    && fstat(fd, &st) == 0;
  close(fd);
  if (!good) return 0;
  h->pid = l.l_pid;
  h->seconds = now > st.st_mtime ? (uint64_t)(now - st.st_mtime) : 0;
  return 1;
}
