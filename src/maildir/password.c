/* Is this the user's password? */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "password.h"
#include "peer.h"

/* In the child; returns only when it fails. Signals as we got them. */
static void become(char const *const *argv, int secret)
{
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null == -1 || dup2(null, 0) == -1 || dup2(null, 1) == -1
    || fd_move(3, secret) == -1) return;
  sig_blocknone();
  sig_restore(SIGPIPE);
  sig_restore(SIGXFSZ);
  execvp(argv[0], (char *const *)argv);
}

static pid_t start(char const *const *argv, int const *fds)
{
  pid_t pid = fork();
  if (pid) return pid;
  fd_close(fds[1]);
  become(argv, fds[0]);
  strerr_warnwusys("run ", argv[0]);
  _exit(111);
}

/* What the program has to say. A secret fits into a pipe: writing it does not
   wait for anybody. */
static enum password ask(pid_t pid, char const *name)
{
  int status;
  if (!peer_child(pid, PASSWORD_SECONDS, &status))
  {
    strerr_warnw(name, " takes too long to check a password");
    return PASSWORD_TROUBLE;
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return PASSWORD_GOOD;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 1) return PASSWORD_WRONG;
  strerr_warnw(name, " has trouble to check a password");
  return PASSWORD_TROUBLE;
}

enum password password_check(char const *const *argv, char const *secret,
  size_t n)
{
  int fds[2];
  pid_t pid;
  if (pipe(fds) == -1)
  {
    strerr_warnwusys("make a pipe");
    return PASSWORD_TROUBLE;
  }
  pid = start(argv, fds);
  fd_close(fds[0]);
  if (pid != -1) allwrite(fds[1], secret, n);
  fd_close(fds[1]);
  if (pid != -1) return ask(pid, argv[0]);
  strerr_warnwusys("fork");
  return PASSWORD_TROUBLE;
}

void password_wipe(char *s, size_t n)
{
  char volatile *p = s;
  while (n--) *p++ = 0;
}
