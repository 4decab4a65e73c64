/* One message on its way into one Maildir. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "delivery.h"
#include "../base/text.h"

#define HOST_MAX 64
#define TRIES 3     /* for a name that nobody has; the first one will do */

/* `warning: unable to create /home/user/Maildir/tmp/NAME: why`; returns 0. */
static int fail(struct delivery const *d, char const *verb, char const *name)
{
  strerr_warnwusys(verb, " ", d->maildir, "/", name);
  return 0;
}

int delivery_open(struct delivery *d, int home, char const *maildir)
{
  d->maildir = maildir;
  d->fd = -1;
  d->made = d->linked = 0;
  d->dir = openat(home == -1 ? AT_FDCWD : home, maildir,
    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (d->dir == -1) strerr_warnwusys("open Maildir ", maildir);
  return d->dir != -1;
}

/* This host's name as it can stand in a Maildir name. */
static void add_host(struct text *t)
{
  char host[HOST_MAX + 1];
  char *s = host;
  if (gethostname(host, sizeof host) == -1) strcpy(host, "localhost");
  host[HOST_MAX] = 0;
  for (; *s; s++)
  {
    if (*s == '/') text_adds(t, "\\057");
    else if (*s == ':') text_adds(t, "\\072");
    else text_addc(t, *s);
  }
}

/* The usual name: seconds, M microseconds P process Q how many it made, and
   the host; unique while a clock or process ids move on. */
static void make_name(struct delivery *d)
{
  static unsigned int made;
  struct timespec now = { 0, 0 };
  char name[DELIVERY_NAME - 4];
  struct text t = TEXT(name);
  clock_gettime(CLOCK_REALTIME, &now);
  t.max--;
  text_addu(&t, (uint64_t)now.tv_sec);
  text_adds(&t, ".M");
  text_addu(&t, (uint64_t)now.tv_nsec / 1000);
  text_adds(&t, "P");
  text_addu(&t, (uint64_t)getpid());
  text_adds(&t, "Q");
  text_addu(&t, ++made);
  text_adds(&t, ".");
  add_host(&t);
  t.s[t.len] = 0;
  memcpy(d->tmp, "tmp/", 4);
  memcpy(d->tmp + 4, name, t.len + 1);
  memcpy(d->new, "new/", 4);
  memcpy(d->new + 4, name, t.len + 1);
}

int delivery_create(struct delivery *d)
{
  unsigned int tries = 0;
  do
  {
    make_name(d);
    d->fd = openat(d->dir, d->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
      S_IRUSR | S_IWUSR);
  }
  while (d->fd == -1 && errno == EEXIST && ++tries < TRIES);
  if (d->fd == -1) return fail(d, "create", d->tmp);
  d->made = 1;
  return 1;
}

int delivery_write(struct delivery *d, char const *s, size_t n)
{
  return allwrite(d->fd, s, n) == n || fail(d, "write", d->tmp);
}

int delivery_sync(struct delivery *d)
{
  int fd = d->fd;
  if (fd_sync(fd) == -1) return fail(d, "sync", d->tmp);
  d->fd = -1;
  return close(fd) == 0 || fail(d, "close", d->tmp);
}

/* The directory new, on the disk. */
static int sync_new(struct delivery *d)
{
  int fd = openat(d->dir, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int good, e;
  if (fd == -1) return fail(d, "open", "new");
  good = fd_sync(fd) == 0;
  e = errno;
  fd_close(fd);
  errno = e;
  return good || fail(d, "sync", "new");
}

int delivery_link(struct delivery *d)
{
  if (linkat(d->dir, d->tmp, d->dir, d->new, 0) == -1)
    return fail(d, "create", d->new);
  d->linked = 1;
  return sync_new(d);
}

void delivery_clean(struct delivery *d)
{
  if (d->made && unlinkat(d->dir, d->tmp, 0) == -1) fail(d, "remove", d->tmp);
  d->made = 0;
}

void delivery_undo(struct delivery *d)
{
  if (d->fd != -1) fd_close(d->fd);
  d->fd = -1;
  if (d->linked && unlinkat(d->dir, d->new, 0) == -1)
    fail(d, "remove", d->new);
  d->linked = 0;
  delivery_clean(d);
}

void delivery_close(struct delivery *d)
{
  if (d->dir != -1) fd_close(d->dir);
  d->dir = -1;
}
