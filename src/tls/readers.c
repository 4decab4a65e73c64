/* Who can read a key. */

#include <skalibs/nonposix.h>   /* realpath */

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "readers.h"

#define EVERYBODY ((gid_t)-1)

/* May this group, or everybody, do that with it? */
static int may(char const *path, gid_t gid, mode_t what)
{
  struct stat st;
  mode_t bits;
  if (stat(path, &st) == -1) return 0;
  bits = gid != EVERYBODY && gid == st.st_gid ? st.st_mode >> 3 : st.st_mode;
  return (bits & what) == what;
}

/* The same with a file and all directories above it. */
static int reaches(char *path, gid_t gid)
{
  char *slash = path;
  int may_enter = may("/", gid, S_IXOTH);
  while (may_enter && (slash = strchr(slash + 1, '/')))
  {
    *slash = 0;
    may_enter = may(path, gid, S_IXOTH);
    *slash = '/';
  }
  return may_enter && may(path, gid, S_IROTH);
}

static void add_user(struct text *t, uid_t uid)
{
  struct passwd const *pw = getpwuid(uid);
  text_adds(t, "its owner, ");
  if (pw) text_adds(t, pw->pw_name);
  else text_addu(t, uid);
}

static void add_group(struct text *t, gid_t gid)
{
  struct group const *gr = getgrgid(gid);
  text_adds(t, t->len ? ", and the group " : "the group ");
  if (gr) text_adds(t, gr->gr_name);
  else text_addu(t, gid);
}

void readers_add(struct text *t, char const *path)
{
  char *real = realpath(path, 0);
  struct stat st;
  if (!real) return;
  if (stat(real, &st) == 0)
  {
    if (reaches(real, EVERYBODY)) text_adds(t, "everybody");
    else
    {
      if (st.st_uid && st.st_uid != geteuid()) add_user(t, st.st_uid);
      if (st.st_gid && reaches(real, st.st_gid)) add_group(t, st.st_gid);
    }
  }
  free(real);
}
