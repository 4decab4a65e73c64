/* The key. */

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "key.h"

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
    && !(st.st_mode & 0377) && readable();
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
