/* Whose the state directory is. */

#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/setgroups.h>

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
