/* qkarma-maildir: the embedded backend, an SMTP server on stdin and stdout
   that delivers into Maildirs. Options, environment, work. */

#include <string.h>

#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>

#include "base/about.h"
#include "base/scan.h"
#include "maildir/program.h"

#define USAGE "qkarma-maildir [-s bytes] [-a checkpassword [args...]]"

static struct server server;

static void options(int argc, char const *const *argv)
{
  subgetopt opts = SUBGETOPT_ZERO;
  int auth = 0, c;
  server.max = PROGRAM_SIZE;
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
  PROG = PROGRAM_NAME;
  about(argv, USAGE);
  options(argc, argv);
  return program_serve(&server);
}
