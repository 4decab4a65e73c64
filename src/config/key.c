/* The key. */

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "key.h"

/* May its user say of it what he likes, such as that it is root's? FUSE is what
   users may mount, and never but nosuid. (A guest's disk is FUSE, too.) */
#ifdef __linux__
#define FUSE 0x65735546
#define NOSUID 2
static int his_own(void)
{
  struct statfs fs;
  return fstatfs(KEY_FD, &fs) == -1 || (fs.f_type == FUSE
    && fs.f_flags & NOSUID);
}
#else
static int his_own(void)
{
  return 0;
}
#endif

/* A descriptor that was opened with O_PATH has all that a stat tells, and
   everybody can have one of everything that he can name; but nothing can be
   read through it. */
static int readable(void)
{
  char c;
  return pread(KEY_FD, &c, 1, 0) != -1;
}

int key_shown(void)
{
  struct stat st;
  return fstat(KEY_FD, &st) == 0 && S_ISREG(st.st_mode) && !st.st_uid
    && !(st.st_mode & 0377) && readable() && !his_own();
}

int key_fits(int home)
{
  struct stat ours, st;
  return fstat(KEY_FD, &ours) == 0
    && fstatat(home, KEY_FILE, &st, AT_SYMLINK_NOFOLLOW) == 0
    && ours.st_dev == st.st_dev && ours.st_ino == st.st_ino;
}

void key_put_away(void)
{
  close(KEY_FD);
}

void key_keep(void)
{
  fcntl(KEY_FD, F_SETFD, FD_CLOEXEC);
}
