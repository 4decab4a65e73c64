/* Directories and files with the right owner and mode. */

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>

#include "tree.h"

#define TREE_NEW "init.tmp"   /* a file that is not complete yet */
#define TREE_MODE 07777

static int other_owner(struct stat const *st, struct owner const *o)
{
  return (o->uid != (uid_t)-1 && st->st_uid != o->uid)
    || (o->gid != (gid_t)-1 && st->st_gid != o->gid);
}

/* The mode comes last: a change of owner may take bits away. */
static enum tree_done mend(int fd, struct stat const *st,
  struct owner const *o, mode_t mode, struct tree_was *was)
{
  int owned = !other_owner(st, o);
  if (owned && (st->st_mode & TREE_MODE) == mode) return TREE_KEPT;
  was->uid = st->st_uid;
  was->gid = st->st_gid;
  was->mode = st->st_mode & TREE_MODE;
  if (!owned && fchown(fd, o->uid, o->gid) == -1) return TREE_BROKEN;
  if (fchmod(fd, mode) == -1) return TREE_BROKEN;
  return TREE_MENDED;
}

enum tree_done tree_opened(int fd, struct owner const *o, mode_t mode,
  struct tree_was *was)
{
  struct stat st;
  if (fstat(fd, &st) == -1) return TREE_BROKEN;
  return mend(fd, &st, o, mode, was);
}

enum tree_done tree_directory(int *fd, int at, char const *name,
  struct owner const *o, mode_t mode, struct tree_was *was)
{
  enum tree_done done;
  int made = mkdirat(at, name, S_IRWXU) == 0;
  if (!made && errno != EEXIST) return TREE_BROKEN;
  *fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (*fd == -1) return TREE_BROKEN;
  done = tree_opened(*fd, o, mode, was);
  if (done == TREE_BROKEN) fd_close(*fd);
  return done == TREE_BROKEN ? done : made ? TREE_MADE : done;
}

/* Is the directory his, too? Then he has put his files there himself. A key of
   root's lies in somebody else's, where any file of root's may be. */
static int at_home(int at, struct owner const *o)
{
  struct stat st;
  return o->uid == (uid_t)-1 || (fstat(at, &st) == 0 && st.st_uid == o->uid);
}

/* 1 if this open file may be given to the owner: it is a regular file, and his
   already, or the name still is of it and is its only one. Name and number of
   links come from one look; by the number alone one would be deceived when this
   name is taken away after the open. 0 (errno). */
static int safe_to_give(int fd, int at, char const *name, struct stat *st,
  struct owner const *o)
{
  struct stat named;
  if (fstat(fd, st) == -1
    || fstatat(at, name, &named, AT_SYMLINK_NOFOLLOW) == -1) return 0;
  if (!S_ISREG(st->st_mode)) return errno = EINVAL, 0;
  if (!other_owner(st, o) && at_home(at, o)) return 1;
  if (named.st_dev == st->st_dev && named.st_ino == st->st_ino
    && named.st_nlink == 1) return 1;
  return errno = EMLINK, 0;
}

enum tree_done tree_file(int at, char const *name, struct owner const *o,
  mode_t mode, struct tree_was *was)
{
  enum tree_done done = TREE_BROKEN;
  struct stat st;
  int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd == -1) return TREE_BROKEN;
  if (safe_to_give(fd, at, name, &st, o)) done = mend(fd, &st, o, mode, was);
  fd_close(fd);
  return done;
}

/* Fill, mend and sync the new file. */
static int complete(int fd, char const *s, size_t n, struct owner const *o,
  mode_t mode)
{
  struct tree_was was;
  return allwrite(fd, s, n) == n
    && tree_opened(fd, o, mode, &was) != TREE_BROKEN
    && fd_sync(fd) == 0;
}

enum tree_done tree_create(int at, char const *name, char const *s, size_t n,
  struct owner const *o, mode_t mode)
{
  int fd, good, e;
  if (unlinkat(at, TREE_NEW, 0) == -1 && errno != ENOENT) return TREE_BROKEN;
  fd = openat(at, TREE_NEW, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
    S_IRUSR | S_IWUSR);
  if (fd == -1) return TREE_BROKEN;
  good = complete(fd, s, n, o, mode) && linkat(at, TREE_NEW, at, name, 0) == 0;
  e = errno;
  fd_close(fd);
  unlinkat(at, TREE_NEW, 0);
  errno = e;
  return good && fd_sync(at) == 0 ? TREE_MADE : TREE_BROKEN;
}
