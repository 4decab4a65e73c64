/* qkarma-fold: folds new journal lines into the databases, once (from cron) or
   again and again (-w, supervised). */

#include <signal.h>
#include <sys/stat.h>

#include <skalibs/djbunix.h>
#include <skalibs/iopause.h>
#include <skalibs/selfpipe.h>
#include <skalibs/sgetopt.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "base/about.h"
#include "base/confine.h"
#include "base/text.h"
#include "checks/last_right.h"
#include "checks/spare_table.h"
#include "config/home.h"
#include "config/owner.h"
#include "fold/fold.h"
#include "fold/lock.h"

#define USAGE "qkarma-fold [-w seconds] [-k days] [-K MiB] [-n] [-f]"
#define PATIENCE 10     /* seconds until we say for whose line we wait */
#define REST 20         /* after a fold, so many times what it took, */
#define REST_MOST 3600  /* seconds at most: it may have been held up */
#define LONG 3600       /* seconds; no fold takes that */

struct options
{
  unsigned int seconds;     /* -w; 0: once */
  unsigned int days;        /* -k */
  unsigned int mib;         /* -K; 0: no limit */
  int must;                 /* -n */
  int force;                /* -f */
};

static unsigned int number(char const *s)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u) strerr_dieusage(100, USAGE);
  return u;
}

static void scan_options(struct options *o, int argc, char const *const *argv)
{
  subgetopt l = SUBGETOPT_ZERO;
  int c;
  while ((c = subgetopt_r(argc, argv, "w:k:K:nf", &l)) != -1)
    switch (c)
    {
      case 'w': o->seconds = number(l.arg); break;
      case 'k': o->days = number(l.arg); break;
      case 'K': o->mib = number(l.arg); break;
      case 'n': o->must = 1; break;
      case 'f': o->force = 1; break;
      default: strerr_dieusage(100, USAGE);
    }
  if (argc > l.ind) strerr_dieusage(100, USAGE);
}

/* One line about a fold. */
static void report(struct fold const *f)
{
  char line[200];
  struct text t = { line, 0, sizeof line - 1, 0 };
  fold_add(&t, f);
  text_adds(&t, "; folded up to byte ");
  text_addu(&t, f->header.cursor.offset);
  text_adds(&t, " of segment ");
  text_addu(&t, f->header.cursor.number);
  line[t.len] = 0;
  strerr_warni(line);
}

/* Somebody may still write into a rotated segment. */
static void name_holder(struct fold const *f)
{
  char pid[PID_FMT];
  pid[pid_fmt(pid, f->input.holder)] = 0;
  strerr_warnw("the journal is not folded behind segment ",
    f->input.segment.path, ": it is held by process ", pid);
}

/* Connections go on with these copies where a control file is wrong; and they
   read control/spare itself while its table is of an older one. */
static void keep(int home)
{
  char const *file;
  if (!last_right_renew(home, &file)) strerr_warnwusys("write ", file);
  if (spare_table_renew(home) == -1)
    strerr_warnwusys("write ", SPARE_TABLE);
}

/* One round. 1; 0 somebody else has the lock. */
static int fold(struct fold *f)
{
  enum fold_answer answer = fold_round(f);
  if (answer != FOLD_BUSY) keep(f->settings.home);
  if (answer == FOLD_BROKEN) strerr_dief(111, f->result.error.text);
  if (answer == FOLD_DONE) report(f);
  f->settings.force = 0;
  return answer != FOLD_BUSY;
}

/* Another fold that does not end is no other fold: nothing is folded until
   somebody looks. 1 it was said. */
static int warn_long(int home)
{
  char pid[PID_FMT], minutes[UINT64_FMT];
  struct lock_holder h;
  if (!lock_holder(home, &h) || h.seconds < LONG) return 0;
  pid[pid_fmt(pid, h.pid)] = 0;
  minutes[uint64_fmt(minutes, h.seconds / 60)] = 0;
  strerr_warnw("nothing is folded: process ", pid, " has held " LOCK " for ",
    minutes, " minutes");
  return 1;
}

static int busy(struct fold const *f, struct options const *o)
{
  int said = warn_long(f->settings.home);
  if (o->must) strerr_dief(111, "another fold is running");
  if (!said) strerr_warni("another fold is running");
  return 0;
}

/* Sleep until then. 1; or 0, the signal came. */
static int rest(tain const *until, int signals)
{
  iopause_fd x = { .fd = signals, .events = IOPAUSE_READ };
  int r = iopause_g(&x, signals != -1, until);
  if (r == -1) strerr_diefusys(111, "wait");
  return !r;
}

static int once(struct fold *f, struct options const *o)
{
  tain until, next;
  if (!fold(f)) return busy(f, o);
  tain_now_g();
  tain_addsec_g(&until, PATIENCE);
  while (f->input.waiting && tain_future(&until))
  {
    tain_addsec_g(&next, 1);
    rest(&next, -1);
    if (!fold(f)) return busy(f, o);
  }
  if (f->input.waiting) name_holder(f);
  return 0;
}

/* Until when to rest after a fold that began then. */
static void resting(tain *until, tain const *began, unsigned int seconds)
{
  tain took, least, most;
  unsigned int i = 0;
  tain_now_g();
  tain_addsec(&least, began, (int)seconds);
  tain_addsec_g(&most, REST_MOST);
  tain_copynow(until);
  tain_sub(&took, until, began);
  for (; i < REST; i++) tain_add(until, until, &took);
  if (tain_less(&most, until)) *until = most;
  if (tain_less(until, &least)) *until = least;
}

/* What was said about somebody else who has the lock. */
enum said { SAID_NOTHING, SAID_BUSY, SAID_LONG };

/* Fold what is new. Each is said once. */
static enum said look(struct fold *f, enum said said)
{
  if (fold_idle(f) || fold(f)) return SAID_NOTHING;
  if (!said) strerr_warni("another fold is running");
  return said == SAID_LONG || warn_long(f->settings.home) ? SAID_LONG
    : SAID_BUSY;
}

static int again_and_again(struct fold *f, struct options const *o)
{
  tain began, until, patience;
  uint64_t named = 0;
  enum said said = SAID_NOTHING;
  int signals = selfpipe_init();
  if (signals == -1 || !selfpipe_trap(SIGTERM))
    strerr_diefusys(111, "catch signals");
  tain_copynow(&began);
  if (!fold(f)) return busy(f, o);
  for (;;)
  {
    resting(&until, &began, o->seconds);
    if (!f->input.waiting) tain_addsec_g(&patience, PATIENCE);
    else if (!tain_future(&patience) && named != f->input.segment.number)
    {
      name_holder(f);
      named = f->input.segment.number;
    }
    if (!rest(&until, signals)) return 0;
    tain_copynow(&began);
    said = look(f, said);
  }
}

/* What the fold reads are lines that strangers had a hand in. Its directories
   may be links to another disk. */
static void confine(int home)
{
  static char const *const names[] =
    { "journal", "common", "base", "control", 0 };
  confine_writes(home, home_path(), names);
  confine_calls(CONFINE_FILES);
}

int main(int argc, char const *const *argv)
{
  static struct fold f;
  struct options o = { .days = 60 };
  int home;
  PROG = "qkarma-fold";
  about(argv, USAGE);
  scan_options(&o, argc, argv);
  if (!sig_ignore(SIGXFSZ)) strerr_diefusys(111, "ignore signals");
  /* What we say must not get into a file in the place of a closed stderr. */
  if (!fd_sanitize()) strerr_diefusys(111, "open /dev/null");
  if (!tain_now_set_stopwatch_g()) strerr_diefusys(111, "read the clock");
  umask(022);
  home = owner_home();
  confine(home);
  fold_begin(&f, home);
  f.settings.force = o.force;
  f.settings.keep.days = o.days;
  f.settings.keep.mib = o.mib;
  return o.seconds ? again_and_again(&f, &o) : once(&f, &o);
}
