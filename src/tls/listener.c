/* The socket. */

#include <skalibs/nonposix.h>   /* SOMAXCONN, fchmod */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/socket.h>

#include "listener.h"
#include "../handover/protocol.h"

#define NEW HANDOVER_SOCKET ".new"
#define LOCK "lock"

/* Two daemons, one that ends and one that begins, must not have a hand on the
   name at once: what the first one found to be its own could be the other's a
   moment later. */
static int lock(int dir)
{
  int fd = openat(dir, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK
    | O_CLOEXEC, 0600);
  if (fd == -1 || fd_lock(fd, 1, 0) == 1) return fd;
  close(fd);
  return -1;
}

static int open_directory(int home)
{
  return openat(home, HANDOVER_DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    | O_CLOEXEC);
}

/* Changed through its descriptor: who owns $QKARMA chooses the names there. */
static int make_directory(int home, uid_t uid, gid_t gid)
{
  int dir, e;
  if (mkdirat(home, HANDOVER_DIRECTORY, 0750) == -1 && errno != EEXIST)
    return -1;
  dir = open_directory(home);
  if (dir == -1) return -1;
  if ((geteuid() || !fchown(dir, uid, gid)) && !fchmod(dir, 0750)) return dir;
  e = errno;
  close(dir);
  return errno = e, -1;
}

/* A socket has a path or none; there is no bindat(). rename() puts it in its
   place at once. */
static int bind_here(int fd, struct stat *socket)
{
  struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = NEW };
  mode_t before;
  int r;
  if (unlink(NEW) == -1 && errno != ENOENT) return 0;
  before = umask(0111);
  r = bind(fd, (struct sockaddr *)&at, sizeof at);
  umask(before);
  return r == 0 && listen(fd, SOMAXCONN) == 0
    && rename(NEW, HANDOVER_SOCKET) == 0
    && lstat(HANDOVER_SOCKET, socket) == 0;
}

/* Could a client name it? */
static int nameable(char const *path)
{
  struct sockaddr_un at;
  if (strlen(path) + strlen("/" HANDOVER_PATH) < sizeof at.sun_path) return 1;
  errno = ENAMETOOLONG;
  return 0;
}

int listener_open(int home, char const *path, uid_t uid, gid_t gid,
  struct stat *socket)
{
  int dir, held = -1, fd = -1, e;
  if (!nameable(path)) return -1;
  dir = make_directory(home, uid, gid);
  if (dir == -1) return -1;
  if (!fchdir(dir) && (held = lock(dir)) != -1) fd = ipc_stream_nbcoe();
  if (fd != -1 && !bind_here(fd, socket))
  {
    e = errno;
    close(fd);
    fd = -1;
    errno = e;
  }
  e = errno;
  if (held != -1) close(held);
  close(dir);
  errno = e;
  return fd;
}

void listener_remove(int home, dev_t dev, ino_t ino)
{
  struct stat st;
  int dir = open_directory(home), held;
  if (dir == -1) return;
  held = lock(dir);
  if (held != -1 && !fstatat(dir, HANDOVER_SOCKET, &st, AT_SYMLINK_NOFOLLOW)
    && st.st_dev == dev && st.st_ino == ino)
    unlinkat(dir, HANDOVER_SOCKET, 0);
  if (held != -1) close(held);
  close(dir);
}

int listener_accept(int fd)
{
  int client, e;
  do client = accept(fd, 0, 0);
  while (client == -1 && errno == EINTR);
  if (client == -1 || ndelay_on(client) == 0) return client;
  e = errno;
  close(client);
  return errno = e, -1;
}
