/* Users and groups. */

#include <skalibs/nonposix.h>   /* setgroups, setregid */

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/setgroups.h>

#include "rights.h"
#include "../config/home.h"
#include "../journal/segment.h"

/* 0: there is none, or it is root's. */
static gid_t group_of_journal(void)
{
  struct stat st;
  int home = home_open(), r;
  if (home == -1) return 0;
  r = fstatat(home, SEGMENT_CURRENT, &st, AT_SYMLINK_NOFOLLOW);
  fd_close(home);
  return r == -1 ? 0 : st.st_gid;
}

/* (setregid makes the effective one the saved one, too.) */
static int take_group(gid_t gid)
{
  gid_t journal = group_of_journal();
  if (setgroups_and_gid(gid, 1, &gid) == -1 || setgid(gid) == -1) return 0;
  return !journal || journal == gid || setregid(gid, journal) == 0;
}

int rights_take(uint64_t uid, uint64_t gid)
{
  return (!gid || take_group((gid_t)gid))
    && (!uid || setuid((uid_t)uid) == 0);
}

int rights_drop(void)
{
  gid_t real = getgid();
  return getegid() == real || setregid(real, real) == 0;
}
