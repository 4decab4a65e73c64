/* A change of a control file. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/setgroups.h>
#include <skalibs/strerr.h>

#include "control_change.h"
#include "../../config/home.h"

#define MODE 0644             /* of a new file */

/* For the owner may put links into the tree, and whatever runs as him can be
   told by him what to do (an editor on root's terminal, for instance, to type
   commands). */
static void find_owner(struct control_change *c)
{
  struct stat st;
  if (geteuid()) return;
  if (fstat(c->home, &st) == -1) strerr_diefusys(111, "look at ", home_path());
  if (!st.st_uid) return;
  c->uid = st.st_uid;
  c->gid = st.st_gid;
  if (setgroups_and_gid(c->gid, 1, &c->gid) == -1)
    strerr_diefusys(111, "leave the groups of root");
}

static void as_owner(struct control_change const *c)
{
  if (c->uid && (setegid(c->gid) == -1 || seteuid(c->uid) == -1))
    strerr_diefusys(111, "become the owner of ", home_path());
}

static void as_root(struct control_change const *c)
{
  int saved = errno;
  if (c->uid && (seteuid(0) == -1 || setegid(0) == -1))
    strerr_diefusys(111, "become root again");
  errno = saved;
}

/* The whole of the control file, and its mode. 1; 0 there is none; -1. */
static int slurp_file(stralloc *sa, struct control_change const *c,
  mode_t *mode)
{
  int fd = openat(c->home, c->file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK
    | O_CLOEXEC);
  struct stat st;
  int good;
  sa->len = 0;
  if (fd == -1) return errno == ENOENT ? 0 : -1;
  good = fstat(fd, &st) == 0 && slurp(sa, fd);
  fd_close(fd);
  *mode = st.st_mode & 0777;
  return good ? 1 : -1;
}

/* That nothing can be written is told before anything is. */
void control_change_begin(struct control_change *c,
  struct control_file const *file, int home)
{
  c->file = file;
  c->home = home;
  find_owner(c);
  as_owner(c);
  if (faccessat(home, "control", W_OK | X_OK, AT_EACCESS) == -1)
    strerr_diefusys(111, "write to ", home_path(), "/control");
  c->there = slurp_file(&c->before, c, &c->mode);
  if (c->there == -1) strerr_diefusys(111, "read ", file->path);
  if (!c->there) c->mode = MODE;
  as_root(c);
}

int control_change_same(stralloc const *a, stralloc const *b)
{
  return a->len == b->len && (!a->len || !memcmp(a->s, b->s, a->len));
}

/* The file as it is now, which nobody else gets hold of in this way until it is
   closed, if it may be written: its descriptor, or -1 (errno). */
static int hold(struct control_change const *c)
{
  int const flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  int fd = openat(c->home, c->file->path, O_RDWR | flags);
  if (fd == -1 && errno == EACCES)
    return openat(c->home, c->file->path, O_RDONLY | flags);
  if (fd != -1) fd_lock(fd, 1, 0);
  return fd;
}

/* Has this open file still its name, and does it hold what it did? 1, 0, -1. */
static int same_file(struct control_change const *c, int fd)
{
  stralloc now = STRALLOC_ZERO;
  struct stat st, named;
  int answer;
  if (fstat(fd, &st) == -1) return -1;
  if (fstatat(c->home, c->file->path, &named, AT_SYMLINK_NOFOLLOW) == -1)
    return errno == ENOENT ? 0 : -1;
  if (st.st_dev != named.st_dev || st.st_ino != named.st_ino) return 0;
  answer = slurp(&now, fd) ? control_change_same(&now, &c->before) : -1;
  stralloc_free(&now);
  return answer;
}

/* The new file takes the other's place if that is still what it was. Whoever
   changes it in this way waits for us and then finds another file; an editor
   that writes just in between has written in vain. Likewise. */
static int exchange(struct control_change const *c, char const *new)
{
  int fd, answer;
  if (!c->there)
  {
    if (linkat(c->home, new, c->home, c->file->path, 0) == -1)
      return errno == EEXIST ? 0 : -1;
    unlinkat(c->home, new, 0);
    return 1;
  }
  fd = hold(c);
  if (fd == -1) return errno == ENOENT ? 0 : -1;
  answer = same_file(c, fd);
  if (answer == 1 && renameat(c->home, new, c->home, c->file->path) == -1)
    answer = -1;
  fd_close(fd);
  return answer;
}

static int write_new(struct control_change const *c, char const *new)
{
  int fd = openat(c->home, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
    | O_CLOEXEC, S_IRUSR | S_IWUSR), good;
  if (fd == -1) return 0;
  good = allwrite(fd, c->after.s, c->after.len) == c->after.len
    && fchmod(fd, c->mode) == 0 && fd_sync(fd) == 0;
  fd_close(fd);
  return good;
}

/* The new text is on the disk under another name, and then takes the file's
   place. 1, 0 it was changed, -1. */
static int replace(struct control_change const *c, char const *new)
{
  int control = openat(c->home, "control", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int answer, saved;
  if (control == -1) return -1;
  answer = write_new(c, new) ? exchange(c, new) : -1;
  saved = errno;
  if (answer != 1) unlinkat(c->home, new, 0);
  if (answer == 1 && fd_sync(control) == -1)
    strerr_warnwusys("sync ", home_path(), "/control");
  fd_close(control);
  errno = saved;
  return answer;
}

int control_change_install(struct control_change const *c)
{
  char name[64];
  struct text new = { name, 0, sizeof name - 1, 0 };
  int answer;
  text_adds(&new, c->file->path);
  text_adds(&new, ".edit.");
  text_addu(&new, (uint64_t)getpid());
  name[new.len] = 0;
  as_owner(c);
  answer = replace(c, name);
  if (answer == 1 && c->file->follow && c->file->follow(c->home) == -1)
    strerr_warnwusys("make the table of ", c->file->path);
  as_root(c);
  return answer;
}
