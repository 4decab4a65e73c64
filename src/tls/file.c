/* Files that control/tls names. */

#include <skalibs/nonposix.h>   /* O_PATH */

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <skalibs/djbunix.h>
#include <skalibs/types.h>

#include "file.h"

#define READ (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static int contents(struct stat const *st)
{
  return S_ISREG(st->st_mode) && st->st_size > 0;
}

/* Open what was looked at, or nothing: in between the name may be given to
   something else. */
static int open_same(int at, char const *path, struct stat const *seen)
{
  struct stat st;
  int fd = openat(at, path, READ);
  if (fd == -1 || (fstat(fd, &st) == 0 && st.st_dev == seen->st_dev
    && st.st_ino == seen->st_ino)) return fd;
  fd_close(fd);
  return errno = FILE_NONE, -1;
}

/* Under Linux it cannot be: a descriptor that opens nothing keeps hold of what
   was looked at. (Where there is no /proc: as elsewhere.) */
#ifdef O_PATH
#define PROC "/proc/self/fd/"
int file_open(int at, char const *path)
{
  char name[sizeof PROC + INT_FMT] = PROC;
  struct stat st;
  int held = openat(at, path, O_PATH | O_CLOEXEC), fd = -1;
  if (held == -1) return -1;
  name[sizeof PROC - 1 + int_fmt(name + sizeof PROC - 1, held)] = 0;
  if (fstat(held, &st) == 0)
  {
    if (!contents(&st)) errno = FILE_NONE;
    else if ((fd = open(name, READ)) == -1 && errno == ENOENT)
      fd = open_same(at, path, &st);
  }
  fd_close(held);
  return fd;
}
#else
int file_open(int at, char const *path)
{
  struct stat st;
  if (fstatat(at, path, &st, 0) == -1) return -1;
  return contents(&st) ? open_same(at, path, &st) : (errno = FILE_NONE, -1);
}
#endif

void file_add_error(struct text *why, char const *path, int error)
{
  if (error != FILE_NONE) text_adds(why, "unable to open ");
  text_adds(why, path);
  text_adds(why, error == FILE_NONE
    ? " is no regular file, or has nothing in it" : ": ");
  if (error != FILE_NONE) text_adds(why, strerror(error));
}

int file_identify(struct file_id *id, int fd)
{
  struct stat st;
  if (fstat(fd, &st) == -1) return 0;
  id->dev = st.st_dev;
  id->ino = st.st_ino;
  id->size = st.st_size;
  id->changed = st.st_ctim;
  return 1;
}

int file_same(struct file_id const *a, struct file_id const *b)
{
  return a->dev == b->dev && a->ino == b->ino && a->size == b->size
    && a->changed.tv_sec == b->changed.tv_sec
    && a->changed.tv_nsec == b->changed.tv_nsec;
}
