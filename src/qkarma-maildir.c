/* qkarma-maildir: the embedded backend, an SMTP server on stdin and stdout
   that delivers into Maildirs. Options, environment, work. */

#include <signal.h>
#include <string.h>

#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "base/about.h"
#include "base/scan.h"
#include "config/home.h"
#include "maildir/server.h"

#define USAGE "qkarma-maildir [-s bytes] [-a checkpassword [args...]]"
#define SIZE_DEFAULT 52428800   /* 50 MiB */

static struct server server;

static void options(int argc, char const *const *argv)
{
  subgetopt opts = SUBGETOPT_ZERO;
  int auth = 0, c;
  server.max = SIZE_DEFAULT;
  while ((c = subgetopt_r(argc, argv, "as:", &opts)) != -1)
  {
    size_t n = opts.arg ? strlen(opts.arg) : 0;
    if (c == 'a')
    {
      auth = 1;
      continue;
    }
    if (c != 's' || !n || scan_decimal(opts.arg, n, &server.max, UINT64_MAX)
      != n) strerr_dieusage(100, USAGE);
  }
  if ((opts.ind < argc) != auth) strerr_dieusage(100, USAGE);
  if (auth) server.check = argv + opts.ind;
}

int main(int argc, char const *const *argv)
{
  int code;
  PROG = "qkarma-maildir";
  about(argv, USAGE);
  options(argc, argv);
  if (!sig_ignore(SIGPIPE) || !sig_ignore(SIGXFSZ))
    strerr_diefusys(111, "ignore signals");
  server.home = home_open();
  if (server.home == 0 || server.home == 1)
    strerr_dief(111, "unable to use stdin and stdout: one is closed");
  if (server.home == -1) strerr_warnwusys("open directory ", home_path());
  code = server_run(&server, 0, 1);
  ndelay_off(0);    /* others may have these open, too */
  ndelay_off(1);
  return code;
}
