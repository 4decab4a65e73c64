/* Who may do what in the state directory. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "access.h"
#include "../open/control_file.h"

#define CONTROL "control/"

enum { OPTIONAL = 1, SECRET = 2 };

static struct
{
  char const *name;
  unsigned int needs;     /* what qkarma-smtpd does with it */
  unsigned int more;
} const files[] =
{
  { ".", ACCESS_READ | ACCESS_SEARCH, 0 },
  { "control", ACCESS_SEARCH, 0 },
  { "control/host", 0, 0 },
  { "control/secret", ACCESS_READ, SECRET },
  { "control/checks", ACCESS_READ, OPTIONAL },
  { "control/checks.good", ACCESS_READ, OPTIONAL },
  { "control/awards", ACCESS_READ, OPTIONAL },
  { "control/awards.good", ACCESS_READ, OPTIONAL },
  { "control/tlds", ACCESS_READ, OPTIONAL },
  { "control/traps", ACCESS_READ, OPTIONAL },
  { "control/spare", ACCESS_READ, OPTIONAL },
  { "control/spare.cdb", ACCESS_READ, OPTIONAL },
  { "control/dnsbl", ACCESS_READ, OPTIONAL },
  { "control/rhsbl", ACCESS_READ, OPTIONAL },
  { "control/denysoft_recipients", ACCESS_READ, OPTIONAL },
  { "control/maildirs", ACCESS_READ, OPTIONAL },
  { "journal", ACCESS_SEARCH, 0 },
  { "journal/current", ACCESS_READ | ACCESS_WRITE, 0 },
  { "base", 0, 0 },
  { "lock", 0, 0 },
  { "karma.cdb", ACCESS_READ, OPTIONAL },
  { "recent.cdb", ACCESS_READ, OPTIONAL }
};

int access_may(struct stat const *st, struct smtpd_user const *v,
  unsigned int needs)
{
  mode_t bits = v->uid == st->st_uid ? st->st_mode >> 6
    : v->gid == st->st_gid || v->also == st->st_gid ? st->st_mode >> 3
    : st->st_mode;
  return v->uid == 0 || (bits & needs) == needs;
}

static char const *denied(unsigned int needs)
{
  switch (needs)
  {
    case ACCESS_READ | ACCESS_WRITE:
      return "qkarma-smtpd may not read and write it";
    case ACCESS_READ: return "qkarma-smtpd may not read it";
    default: return "qkarma-smtpd may not enter it";
  }
}

/* Tell of a file that was not found: a link to nothing, unless it is a control
   file with a lint of its own, which says so; or one that must be there. */
static void missing(struct findings *f, int home, unsigned int i)
{
  char const *name = files[i].name;
  int e = errno;
  struct stat st;
  if (e == ENOENT && fstatat(home, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
  {
    if (strncmp(name, CONTROL, strlen(CONTROL))
      || !control_file_find(name + strlen(CONTROL)))
      finding(f, FINDING_ERROR, name, "it is a symbolic link to nothing");
  }
  else if (e != ENOENT || !(files[i].more & OPTIONAL))
    finding(f, FINDING_ERROR, name, strerror(e));
}

static void look(struct findings *f, int home, unsigned int i, uid_t owner,
  struct smtpd_user const *v)
{
  char const *name = files[i].name;
  struct stat st;
  if (fstatat(home, name, &st, 0) == -1)
  {
    missing(f, home, i);
    return;
  }
  if (!access_may(&st, v, files[i].needs))
    finding(f, FINDING_ERROR, name, denied(files[i].needs));
  if (st.st_uid != owner && strncmp(name, CONTROL, strlen(CONTROL)))
    finding(f, FINDING_ERROR, name,
      "its owner is not the state directory's");
  if (st.st_mode & S_IWOTH)
    finding(f, FINDING_ERROR, name, "everybody may write to it");
  if (st.st_mode & S_IROTH && files[i].more & SECRET)
    finding(f, FINDING_ERROR, name, "everybody may read it");
}

struct smtpd_user access_user(int home, struct smtpd_user const *v)
{
  struct smtpd_user user = *v;
  struct stat st;
  if (user.gid == (gid_t)-1
    && fstatat(home, "journal/current", &st, 0) == 0) user.gid = st.st_gid;
  return user;
}

void access_find(struct findings *f, int home, struct smtpd_user const *v)
{
  struct smtpd_user user = access_user(home, v);
  struct stat st;
  uid_t owner = (uid_t)-1;
  unsigned int i = 0;
  if (fstat(home, &st) == 0) owner = st.st_uid;
  for (; i < sizeof files / sizeof *files; i++)
    look(f, home, i, owner, &user);
}
