/* qkarma-hear: the log that several hosts share, into common/. Behind a UCSPI
   client: descriptor 6 is the engine's. With -a, when there is none: this
   host's own lines alone, for the time being. */

#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/iopause.h>
#include <skalibs/sgetopt.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "base/about.h"
#include "config/owner.h"
#include "journal/log.h"
#include "share/alone.h"
#include "share/confined.h"
#include "share/hear.h"

#define USAGE "qkarma-hear [-a seconds]"
#define SOCKET 6        /* of the UCSPI client */
#define PAUSE 200       /* milliseconds, while we are alone */
#define QUIET 10        /* seconds without an entry: ours should have come */

static unsigned int seconds(char const *s)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u || u > 86400) strerr_dieusage(100, USAGE);
  return u;
}

static unsigned int scan_options(int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  unsigned int alone = 0;
  int c;
  while ((c = subgetopt_r(argc, argv, "a:", &l)) != -1)
    switch (c)
    {
      case 'a': alone = seconds(l.arg); break;
      default: strerr_dieusage(100, USAGE);
    }
  if (argc > l.ind) strerr_dieusage(100, USAGE);
  return alone;
}

static void rest(tain const *most)
{
  tain until, pause;
  tain_now_g();
  tain_from_millisecs(&pause, PAUSE);
  tain_add_g(&until, &pause);
  if (tain_less(most, &until)) until = *most;
  iopause_g(0, 0, &until);
}

/* For so long, if a line of ours was not heard for too long, but once at least,
   however long it took to begin; or until whoever started us is no more, for
   then nobody could end us. */
static int alone(int home, unsigned int n)
{
  static struct alone a;
  pid_t parent = getppid();
  tain until;
  int r;
  share_confine(home);
  r = alone_due(home, &a.error);
  tain_now_g();
  tain_addsec_g(&until, (int)n);
  if (r == 1)
  {
    r = alone_begin(&a, home);
    if (r == 1 && !a.kept) strerr_warnw("nobody hears us: our lines count here"
      " alone for the time being");
    if (r == 1)
      do if ((r = alone_step(&a)) == 0) rest(&until);
      while (r != -1 && tain_future(&until) && getppid() == parent);
  }
  if (r == -1) strerr_dief(111, a.error.text);
  return 0;
}

/* Nothing comes, and a line of ours should have: who tells is in trouble, or
   the engine, which takes nothing. The host is better off alone then. */
static void look(struct hear const *h)
{
  uint64_t most = h->common.alone ? 1 : ALONE_AFTER;
  if (hear_waiting(h) >= most) strerr_dief(111, "the engine: nothing comes from"
    " it, and our own lines wait: what does qkarma-tell say?");
}

static void hear(int home)
{
  static struct hear h;
  static struct engine e;
  tain quiet;
  int r;
  if (log_name(e.log, home) != 1) strerr_diefusys(111, "take the log's name"
    " from " LOG_SHARE);
  if (engine_open(&e, SOCKET) == -1) strerr_dief(111, e.error.text);
  share_confine(home);
  if (engine_enter(&e) == -1) strerr_dief(111, e.error.text);
  r = hear_begin(&h, home, &e);
  tain_now_g();
  tain_addsec_g(&quiet, h.common.alone ? 0 : QUIET);
  while (r != -1 && (r = hear_step(&h)) != -1)
  {
    if (engine_wait(&e, h.common.any ? &h.common.last : 0) == -1)
      strerr_dief(111, e.error.text);
    tain_now_g();
    if (r) tain_addsec_g(&quiet, QUIET);
    else if (!tain_future(&quiet)) look(&h);
  }
  strerr_dief(111, h.error.text);
}

int main(int argc, char const *const *argv)
{
  unsigned int n;
  int home;
  PROG = "qkarma-hear";
  about(argv, USAGE);
  n = scan_options(argc, argv);
  if (!sig_ignore(SIGPIPE)) strerr_diefusys(111, "ignore signals");
  if (!fd_sanitize()) strerr_diefusys(111, "open /dev/null");
  if (!tain_now_set_stopwatch_g()) strerr_diefusys(111, "read the clock");
  umask(022);
  home = owner_home();
  if (n) return alone(home, n);
  hear(home);
  return 111;
}
