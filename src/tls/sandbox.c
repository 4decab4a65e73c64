/* The sandbox. */

#include <skalibs/nonposix.h>   /* chroot, prctl */

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <skalibs/setgroups.h>

#include "sandbox.h"

#define EMPTY "empty"
#define RESERVE 32    /* descriptors that are not a session's */

/* Opened before it is removed, and not through a link: the directory around it
   is somebody else's to write to. One that has no name any more stays empty:
   the system makes no files in it, for root either. */
int sandbox_enter(void)
{
  int dir, good;
  rmdir(EMPTY);   /* of one that was killed just here */
  if (mkdir(EMPTY, 0500) == -1) return 0;
  dir = open(EMPTY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (dir == -1) return 0;
  good = rmdir(EMPTY) == 0 && fchdir(dir) == 0 && chroot(".") == 0
    && chdir("/") == 0;
  close(dir);
  return good;
}

int sandbox_become(uid_t uid, gid_t gid)
{
  return setgroups_and_gid(gid, 1, &gid) == 0 && setgid(gid) == 0
    && setuid(uid) == 0;
}

int sandbox_hide(void)
{
  struct rlimit const none = { 0, 0 };
#ifdef __linux__
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1) return 0;
#endif
  return setrlimit(RLIMIT_CORE, &none) == 0;
}

/* A hard limit is somebody's word, also towards root. */
unsigned int sandbox_sessions(unsigned int wanted)
{
  struct rlimit l;
  rlim_t need = 2 * (rlim_t)wanted + RESERVE;
  if (getrlimit(RLIMIT_NOFILE, &l) == -1) return wanted;
  if (l.rlim_cur < need)
  {
    l.rlim_cur = l.rlim_max < need ? l.rlim_max : need;
    setrlimit(RLIMIT_NOFILE, &l);
    getrlimit(RLIMIT_NOFILE, &l);
  }
  if (l.rlim_cur >= need) return wanted;
  return l.rlim_cur < RESERVE + 2 ? 1
    : (unsigned int)((l.rlim_cur - RESERVE) / 2);
}
