/* qkarma-smtpd: run once per connection under a UCSPI server, in front of any
   SMTP server that talks on stdin and stdout. */

#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>

#include "base/about.h"
#include "base/privilege.h"
#include "config/home.h"
#include "config/key.h"
#include "handover/ucspi_tls.h"
#include "maildir/program.h"
#include "smtp/backend.h"
#include "smtp/connection.h"

#define USAGE "qkarma-smtpd [-v] [backend [args...]]"

/* A file of ours must not take the place of stdin or stdout, if one is closed.
   Under inetd stderr is the client's socket: what we log must not get into the
   dialogue. */
static void guard(void)
{
  struct stat err, io[2];
  int i = 0;
  if (fstat(0, &io[0]) == -1 || fstat(1, &io[1]) == -1)
    strerr_diefusys(111, "use stdin and stdout");
  if (fstat(2, &err) == -1) err.st_ino = 0;
  for (; i < 2; i++)
    if (!err.st_ino || (io[i].st_ino == err.st_ino
      && io[i].st_dev == err.st_dev && !isatty(2)))
    {
      fd_close(2);
      open_write("/dev/null");
      return;
    }
}

static void options(struct connection *c, int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  c->level = LOG_FAIL;
  for (;;)
  {
    int opt = subgetopt_r(argc, argv, "v", &l);
    if (opt == -1) break;
    if (opt != 'v') strerr_dieusage(100, USAGE);
    c->level = LOG_ALL;
  }
  c->backend = argv[l.ind] ? argv + l.ind
    : backend_embed(program_embedded);
}

/* Without the key we are a program like any other: whoever has only our
   caller's user, such as a backend, may say where the state directory is, and
   who the client is, as he pleases. */
static int locked_out(void)
{
  strerr_warnw("descriptor 8 is not the key of ", home_path(),
    ": going on without the group");
  if (!privilege_drop()) strerr_diefusys(111, "give up the group");
  return home_open();
}

/* What descriptor 8 is nobody behind us gets, also when it is not the key: root
   has opened it by a name that the state directory's owner can lead elsewhere.
   Nor when we have no group: a file system may be mounted nosuid. Without the
   key it may be what a server that makes TLS has for us. */
static void put_away(void)
{
  if (!ucspi_tls_uses(KEY_FD)) key_put_away();
}

/* Nothing is opened with the group before it is clear who started us. */
static int open_home(void)
{
  int home = -1;
  if (!privilege_has())
  {
    put_away();
    return home_open();
  }
  if (key_shown()) home = home_open();
  if (home != -1 && !key_fits(home))
  {
    fd_close(home);
    home = -1;
  }
  put_away();
  return home == -1 ? locked_out() : home;
}

int main(int argc, char const *const *argv)
{
  struct connection c = { 0, LOG_FAIL, -1, 0 };
  PROG = "qkarma-smtpd";
  about(argv, USAGE);
  privilege_begin();
  guard();
  options(&c, argc, argv);
  connection_prepare();
  c.home = open_home();
  connection_serve(&c);
}
