/* The process that opens files. */

#include <skalibs/nonposix.h>   /* CMSG_SPACE */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/sig.h>
#include <skalibs/socket.h>

#include "file.h"
#include "listener.h"
#include "opener.h"
#include "../base/confine.h"

#define CARE ((unsigned int)-1)   /* no file: take care of the socket */

struct request
{
  unsigned int file;
  dev_t dev;
  ino_t ino;
};

struct answer
{
  unsigned int file;
  int error;
};

union control
{
  struct cmsghdr header;
  char room[CMSG_SPACE(sizeof(int))];
};

static int open_file(int home, struct tls_settings const *s,
  unsigned int file)
{
  struct tls_certificate const *c = &s->certificate[file / 2];
  if (file / 2 >= s->certificates) return errno = EINVAL, -1;
  return file_open(home, file % 2 ? c->key : c->chain);
}

static int reply(int to, unsigned int file, int fd, int error)
{
  struct answer a = { file, error };
  struct iovec whole = { &a, sizeof a };
  struct msghdr m = { .msg_iov = &whole, .msg_iovlen = 1 };
  union control c;
  memset(&c, 0, sizeof c);
  if (fd != -1)
  {
    m.msg_control = &c;
    m.msg_controllen = sizeof c;
    c.header.cmsg_level = SOL_SOCKET;
    c.header.cmsg_type = SCM_RIGHTS;
    c.header.cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(&c.header), &fd, sizeof fd);
  }
  return sendmsg(to, &m, MSG_NOSIGNAL) == (ssize_t)sizeof a;
}

/* Its life. What ends the daemon, and may be sent to both, does not end it
   before. */
static void attend(int daemon, int home, struct tls_settings const *s)
{
  struct request r, care = { 0, 0, 0 };
  int fd = open("/dev/null", O_RDWR);
  dup2(fd, 0);
  dup2(fd, 1);
  if (fd > 1) close(fd);
  sig_ignore(SIGTERM);
  sig_ignore(SIGINT);
  sig_ignore(SIGHUP);
  confine_calls(CONFINE_FILES);
  while (allread(daemon, (char *)&r, sizeof r) == sizeof r)
  {
    if (r.file == CARE)
    {
      care = r;
      continue;
    }
    fd = open_file(home, s, r.file);
    if (!reply(daemon, r.file, fd, fd == -1 ? errno : 0)) break;
    if (fd != -1) close(fd);
  }
  if (care.file == CARE) listener_remove(home, care.dev, care.ino);
  _exit(0);
}

int opener_start(struct opener *o, int home, struct tls_settings const *s)
{
  int pair[2];
  pid_t pid;
  if (ipc_pair_coe(pair) == -1) return 0;
  pid = fork();
  if (pid == -1) return 0;
  if (!pid)
  {
    close(pair[0]);
    attend(pair[1], home, s);
  }
  close(pair[1]);
  o->watch.fd = pair[0];
  return 1;
}

/* The structure's padding is sent, too. */
static int tell(struct opener *o, unsigned int file, dev_t dev, ino_t ino)
{
  struct request r;
  memset(&r, 0, sizeof r);
  r.file = file;
  r.dev = dev;
  r.ino = ino;
  return o->watch.fd != -1 && send(o->watch.fd, &r, sizeof r, MSG_NOSIGNAL)
    == (ssize_t)sizeof r;
}

int opener_ask(struct opener *o, unsigned int file)
{
  return tell(o, file, 0, 0);
}

int opener_cares(struct opener *o, struct stat const *socket)
{
  return tell(o, CARE, socket->st_dev, socket->st_ino);
}

int opener_take(struct opener *o, struct opened *f)
{
  struct answer a;
  struct iovec whole = { &a, sizeof a };
  union control c;
  struct msghdr m = { .msg_iov = &whole, .msg_iovlen = 1,
    .msg_control = &c, .msg_controllen = sizeof c };
  ssize_t r = recvmsg(o->watch.fd, &m, MSG_DONTWAIT);
  if (r == -1 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
    return 0;
  if (r != (ssize_t)sizeof a) return -1;
  f->file = a.file;
  f->error = a.error;
  f->fd = -1;
  if (m.msg_controllen >= sizeof c.header)
    memcpy(&f->fd, CMSG_DATA(&c.header), sizeof f->fd);
  if (f->fd == -1 && !f->error) f->error = EMFILE;
  return 1;
}

void opener_dismiss(struct opener *o)
{
  watch_close(&o->watch);
}
