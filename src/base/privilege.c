/* The group of a set-group-ID program. It is never among the supplementary
   groups, which a process could not leave. */

#include <skalibs/nonposix.h>   /* setregid, prctl */

#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#include <sys/prctl.h>
#endif

#include <skalibs/strerr.h>

#include "privilege.h"

static gid_t callers = (gid_t)-1;   /* the group to go back to */

/* Linux has told so at our start. */
static int changed(void)
{
#ifdef __linux__
  return getauxval(AT_SECURE) != 0;
#else
  return getgid() != getegid() || getuid() != geteuid();
#endif
}

/* Whoever has our user could otherwise stop us with a debugger, and use the
   group, or take descriptors from us. (Elsewhere the system sees to that by
   itself; and here, unless fs.suid_dumpable says otherwise.) */
static int hide(void)
{
#ifdef __linux__
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#else
  return 1;
#endif
}

void privilege_begin(void)
{
  if (!changed()) return;
  if (getuid() != geteuid())
    strerr_dief(100, "this program must not be set-user-ID");
  if (!hide()) strerr_diefusys(111, "hide from debuggers");
  if (getgid() != getegid()) callers = getgid();
}

int privilege_has(void)
{
  return callers != (gid_t)-1;
}

/* POSIX: whoever sets the real group sets the saved one, too. */
int privilege_drop(void)
{
  return !privilege_has() || setregid(callers, callers) == 0;
}
