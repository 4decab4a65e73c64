/* Appending to the journal. The shared lock is not against torn lines (one
   write with O_APPEND does not tear on a local file system); it tells the
   fold, which asks for an exclusive one, when a rotated segment is final. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>

#include "append.h"
#include "segment.h"
#include "../karma/line.h"

#define TRIES 8

/* Lock it and see whether it is still journal/current, and how long. 1; 0 try
   again (errno is EBUSY); -1. */
static int hold(int home, int fd, off_t *size)
{
  struct stat ours, current;
  int r = fd_lock(fd, 0, 1);
  if (r == 1)
  {
    if (fstat(fd, &ours) == -1) return -1;
    if (!S_ISREG(ours.st_mode)) return errno = EINVAL, -1;
    if (fstatat(home, SEGMENT_CURRENT, &current, 0) == -1) return -1;
    r = ours.st_dev == current.st_dev && ours.st_ino == current.st_ino;
    *size = ours.st_size;
  }
  if (!r) errno = EBUSY;
  return r;
}

/* Does the file end in the middle of a line? 1, 0, -1. */
static int torn(int fd, off_t size)
{
  char last;
  if (!size) return 0;
  errno = EIO;
  if (pread(fd, &last, 1, size - 1) != 1) return -1;
  return last != '\n';
}

/* The one write. */
static int put(int fd, off_t size, char const *line, size_t n)
{
  char copy[LINE_LEN + 1];
  size_t extra;
  ssize_t w;
  int r = torn(fd, size);
  if (r == -1) return 0;
  extra = (size_t)r;
  copy[0] = '\n';
  memcpy(copy + extra, line, n);
  do w = write(fd, copy, n + extra);
  while (w == -1 && errno == EINTR);
  if (w >= 0 && (size_t)w < n + extra) errno = EIO;
  return w >= 0 && (size_t)w == n + extra;
}

static int nobody(char const *line, size_t n)
{
  (void)line;
  (void)n;
  return 0;
}

/* (Not zero: see config/control.c.) */
static int (*somebody)(char const *line, size_t n) = nobody;

void append_by(int (*put)(char const *line, size_t n))
{
  somebody = put ? put : nobody;
}

int append_line(int home, char const *line, size_t n)
{
  unsigned int try = 0;
  off_t size;
  int r = 0, e;
  if (!n || n > LINE_LEN || line[n - 1] != '\n') return errno = EINVAL, 0;
  if (somebody(line, n)) return 1;
  for (; !r && try < TRIES; try++)
  {
    int fd = openat(home, SEGMENT_CURRENT, O_RDWR | O_APPEND | O_CLOEXEC
      | O_NONBLOCK | O_NOFOLLOW);
    if (fd == -1) return 0;
    r = hold(home, fd, &size);
    if (r == 1) r = put(fd, size, line, n) ? 1 : -1;
    e = errno;
    close(fd);
    errno = e;
  }
  return r == 1;
}
