/* A set-group-ID qkarma-smtpd. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "front.h"
#include "../../config/key.h"

#define PROGRAM "/qkarma-smtpd"
#define PATH 4096

/* The directory or the program in it. 1; 0 (errno) it was told that it is not
   there. */
static int find(struct findings *f, char const *directory, char const *name,
  struct stat *st)
{
  char path[PATH];
  struct text t = TEXT(path);
  text_adds(&t, directory);
  text_adds(&t, name);
  text_addc(&t, 0);
  if (!t.cut && stat(path, st) == 0) return 1;
  if (f && errno == EACCES && geteuid())
    finding(f, FINDING_WARNING, path, "only root and the mail server can look "
      "at it");
  else if (f) finding(f, FINDING_ERROR, path, strerror(errno));
  return 0;
}

/* tcpserver -g makes the mail server's group a supplementary one, too. */
struct smtpd_user front_user(struct smtpd_user const *v, int home,
  char const *directory)
{
  struct smtpd_user user = *v;
  struct stat st;
  if (!directory) return user;
  if (!find(0, directory, PROGRAM, &st)
    && (errno != EACCES || fstatat(home, "control", &st, 0) == -1))
    return user;
  user.gid = st.st_gid;
  user.also = v->gid;
  return user;
}

struct smtpd_user front_server(struct smtpd_user const *v)
{
  struct smtpd_user user = { v->uid, (gid_t)-1, v->gid };
  return user;
}

static void directory_find(struct findings *f, struct smtpd_user const *v,
  char const *directory)
{
  struct statvfs fs;
  struct stat st;
  if (!find(f, directory, "", &st)) return;
  if (st.st_uid || st.st_mode & (S_IWGRP | S_IWOTH))
    finding(f, FINDING_ERROR, directory, "others than root may write to it");
  if (st.st_mode & S_IXOTH)
    finding(f, FINDING_ERROR, directory, "everybody may enter it");
  else if (v->gid != (gid_t)-1 && !access_may(&st, v, ACCESS_SEARCH))
    finding(f, FINDING_ERROR, directory, "the mail server's group may not "
      "enter it");
  if (!statvfs(directory, &fs) && fs.f_flag & ST_NOSUID)
    finding(f, FINDING_ERROR, directory, "its file system is mounted nosuid");
}

static void program_find(struct findings *f, int home,
  struct smtpd_user const *v, char const *directory)
{
  struct stat st, control;
  if (!find(f, directory, PROGRAM, &st)) return;
  if (st.st_uid || st.st_mode & (S_IWGRP | S_IWOTH))
    finding(f, FINDING_ERROR, directory, "others than root may change the "
      "program in it");
  if (!(st.st_mode & S_ISGID))
    finding(f, FINDING_ERROR, directory, "the program in it is not "
      "set-group-ID: qkarma init --front");
  if (!fstatat(home, "control", &control, 0) && control.st_gid != st.st_gid)
    finding(f, FINDING_ERROR, directory, "the program in it has another group "
      "than control: qkarma init --front");
  if (st.st_nlink > 1)
    finding(f, FINDING_ERROR, directory, "the program in it has another name, "
      "too: qkarma init --front");
  if (v->gid == st.st_gid)
    finding(f, FINDING_WARNING, directory, "the mail server has the group of "
      "the program all the same; it needs one of its own");
}

static void key_find(struct findings *f, int home)
{
  struct stat st;
  if (fstatat(home, KEY_FILE, &st, AT_SYMLINK_NOFOLLOW) == -1)
    finding(f, FINDING_ERROR, KEY_FILE, strerror(errno));
  else if (!S_ISREG(st.st_mode) || st.st_uid || st.st_mode & 0377)
    finding(f, FINDING_ERROR, KEY_FILE, "others than root may open it");
}

void front_find(struct findings *f, int home, struct smtpd_user const *v,
  char const *directory, int maildir)
{
  struct stat st;
  if (maildir) finding(f, FINDING_ERROR, "qkarma-maildir", "it has no group "
    "any more by which it could read control: name no backend");
  if (directory)
  {
    directory_find(f, v, directory);
    program_find(f, home, v, directory);
    key_find(f, home);
  }
  else if (v->gid != (gid_t)-1
    && !fstatat(home, "journal/current", &st, 0)
    && access_may(&st, v, ACCESS_WRITE))
    finding(f, FINDING_INFO, "journal/current", "the server behind "
      "qkarma-smtpd has its group, and can change it: INSTALL, section 13");
}
