/* Whose the state directory is. */

#include <skalibs/nonposix.h>   /* seteuid, setegid */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/setgroups.h>
#include <skalibs/strerr.h>

#include "home.h"
#include "owner.h"

int owner_become(int home)
{
  struct stat st;
  if (geteuid()) return 1;
  if (fstat(home, &st) == -1) return 0;
  if (!st.st_uid) return 1;
  return setgroups_and_gid(st.st_gid, 1, &st.st_gid) == 0
    && setgid(st.st_gid) == 0
    && setuid(st.st_uid) == 0;
}

#define READ (O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

static int give_up(int fd, int e)
{
  fd_close(fd);
  return errno = e, -1;
}

/* What lies there: no link, and without a second name, which is one, too. */
static int open_there(int home, char const *directory, char const *name,
  int *missing)
{
  struct stat st;
  int fd, dir = openat(home, directory,
    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  *missing = dir == -1 && errno == ENOENT;
  if (dir == -1) return -1;
  fd = openat(dir, name, READ | O_NOFOLLOW);
  *missing = fd == -1 && errno == ENOENT;
  fd_close(dir);
  return fd == -1 || (fstat(fd, &st) == 0 && st.st_nlink == 1) ? fd
    : give_up(fd, EMLINK);
}

static int open_with(int home, char const *directory, char const *name)
{
  int fd, dir = openat(home, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir == -1) return -1;
  fd = openat(dir, name, READ);
  fd_close(dir);
  return fd;
}

static void act_as(uid_t uid, gid_t gid)
{
  if (seteuid(0) == -1 || setgroups_and_gid(gid, 1, &gid) == -1
    || setegid(gid) == -1 || seteuid(uid) == -1)
    strerr_diefusys(111, "change the user");
}

int owner_open(int home, char const *directory, char const *name,
  int *missing)
{
  struct stat st;
  gid_t ours = getegid();
  int e, fd = open_there(home, directory, name, missing);
  if (fd != -1 || *missing) return fd;
  if (geteuid()) return open_with(home, directory, name);
  if (fstat(home, &st) == -1) return -1;
  act_as(st.st_uid, st.st_gid);
  fd = open_with(home, directory, name);
  e = errno;
  act_as(0, ours);
  return errno = e, fd;
}

int owner_home(void)
{
  int home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  if (!owner_become(home))
    strerr_diefusys(111, "become the owner of ", home_path());
  return home;
}
