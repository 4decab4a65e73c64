/* qkarma-tell: this host's journal into the log that several hosts share.
   Behind a UCSPI client: descriptor 6 is the engine's. */

#include <skalibs/djbunix.h>
#include <skalibs/iopause.h>
#include <skalibs/sgetopt.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "base/about.h"
#include "base/text.h"
#include "config/owner.h"
#include "journal/log.h"
#include "share/confined.h"
#include "share/refill.h"
#include "share/tell.h"

#define USAGE "qkarma-tell [-i ms] [-k minutes] [-o | -R]"
#define SOCKET 6        /* of the UCSPI client */
#define LOOK 5          /* seconds; if nothing is told, whether we still may */
#define SEGMENTS 4      /* of the common log, into an empty engine */

struct options
{
  unsigned int pause;   /* -i */
  unsigned int minutes; /* -k */
  int all;              /* -o */
  int refill;           /* -R */
};

static unsigned int number(char const *s)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u || u > 1000000) strerr_dieusage(100, USAGE);
  return u;
}

static void scan_options(struct options *o, int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  int c;
  while ((c = subgetopt_r(argc, argv, "i:k:oR", &l)) != -1)
    switch (c)
    {
      case 'i': o->pause = number(l.arg); break;
      case 'k': o->minutes = number(l.arg); break;
      case 'o': o->all = 1; break;
      case 'R': o->refill = 1; break;
      default: strerr_dieusage(100, USAGE);
    }
  if (argc > l.ind) strerr_dieusage(100, USAGE);
}

/* The engine says nothing that it was not asked: it is gone. */
static void rest(tain const *until)
{
  iopause_fd x = { .fd = SOCKET, .events = IOPAUSE_READ };
  int r;
  tain_now_g();
  r = iopause_g(&x, 1, until);
  if (r == -1) strerr_diefusys(111, "wait");
  if (r) strerr_dief(111, "the engine: it has closed the connection");
}

/* The pause is from look to look: what the disk takes is no part of it. */
static void tell(int home, struct engine *e, struct options const *o)
{
  static struct tell t;
  tain pause, next, look;
  int r = tell_begin(&t, home, e, o->all);
  tain_from_millisecs(&pause, (int)o->pause);
  tain_now_g();
  tain_addsec_g(&look, LOOK);
  while (r != -1)
  {
    tain_add_g(&next, &pause);
    do if ((r = tell_step(&t)) == 1) tain_addsec_g(&look, LOOK);
    while (r == 1 && tell_more(&t));
    if (r == -1) break;
    rest(&next);
    if (tain_future(&look)) continue;
    r = tell_check(&t);
    tain_addsec_g(&look, LOOK);
  }
  strerr_dief(111, t.error.text);
}

static int fill(int home, struct engine *e)
{
  char text[100];
  struct text t = { text, 0, sizeof text - 1, 0 };
  struct error error;
  uint64_t n;
  if (refill(home, e, SEGMENTS, &n, &error) == -1)
    strerr_dief(111, error.text);
  text_addu(&t, n);
  text_adds(&t, n == 1 ? " entry is" : " entries are");
  text_adds(&t, " in the engine again");
  text[t.len] = 0;
  strerr_warni(text);
  return 0;
}

int main(int argc, char const *const *argv)
{
  static struct engine e;
  struct options o = { .pause = 200, .minutes = 60 };
  int home;
  PROG = "qkarma-tell";
  about(argv, USAGE);
  scan_options(&o, argc, argv);
  if (!sig_ignore(SIGPIPE)) strerr_diefusys(111, "ignore signals");
  if (!fd_sanitize()) strerr_diefusys(111, "open /dev/null");
  if (!tain_now_set_stopwatch_g()) strerr_diefusys(111, "read the clock");
  home = owner_home();
  if (log_name(e.log, home) != 1) strerr_diefusys(111, "take the log's name"
    " from " LOG_SHARE);
  e.minutes = o.minutes;
  if (engine_open(&e, SOCKET) == -1) strerr_dief(111, e.error.text);
  share_confine(home);
  if (engine_enter(&e) == -1) strerr_dief(111, e.error.text);
  if (o.refill) return fill(home, &e);
  tell(home, &e, &o);
  return 111;
}
