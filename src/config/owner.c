/* Whose the state directory is. */

#include <sys/stat.h>
#include <unistd.h>

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

int owner_home(void)
{
  int home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  if (!owner_become(home))
    strerr_diefusys(111, "become the owner of ", home_path());
  return home;
}
