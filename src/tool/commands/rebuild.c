/* qkarma rebuild: karma.cdb made anew, from a snapshot and the journal. */

#include <errno.h>
#include <sys/stat.h>

#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../tool.h"
#include "../../fold/lock.h"
#include "../../fold/rebuild.h"
#include "../../karma/stamp.h"

extern struct command const command_rebuild;

/* `from SNAPSHOT and 3 segments of the journal, 12345 bytes`; without a
   snapshot, from when on anything is known. */
static void tell(struct rebuild const *p)
{
  char line[200];
  struct text t = TEXT(line);
  if (p->refused)
  {
    text_addu(&t, p->refused);
    text_adds(&t, p->refused == 1 ? " snapshot is" : " snapshots are");
    text_adds(&t, " no good, says `qkarma verify`");
    out_line(&t);
  }
  text_adds(&t, "from ");
  text_adds(&t, *p->base ? p->base : "no snapshot");
  text_adds(&t, " and ");
  text_addu(&t, p->segments);
  text_adds(&t, p->segments == 1 ? " segment" : " segments");
  text_adds(&t, " of the journal, ");
  text_addu(&t, p->bytes);
  text_adds(&t, " bytes");
  out_line(&t);
  if (*p->base || !p->segments) return;
  text_adds(&t, "nothing is known from before ");
  stamp_adddate(&t, p->since.seconds);
  text_adds(&t, " UTC");
  out_line(&t);
}

static void report(struct fold const *f)
{
  char line[200];
  struct text t = TEXT(line);
  fold_add(&t, f);
  out_line(&t);
}

static int lock(int home)
{
  int fd = lock_take(home);
  if (fd == -1 && errno == EBUSY)
    strerr_dief(111, "lock is held: a fold is running");
  if (fd == -1) strerr_diefusys(111, "lock lock");
  return fd;
}

/* What is not needed to look only: the directory may be read-only, or it may be
   somebody else's. */
static void prepare(int home)
{
  umask(022);
  state_own(home);
  lock(home);
}

static int run(char const *const *argv)
{
  static struct fold f;
  int dry = 0;
  struct setting const settings[] = { { "--dry-run", &dry, 0 }, { 0, 0, 0 } };
  struct words w;
  struct rebuild p;
  int home;
  words_scan(&w, &command_rebuild, settings, argv);
  words_end(&w);
  home = state_open();
  fold_begin(&f, home);
  if (!dry) prepare(home);
  if (rebuild_plan(&p, home, &f.result.error) == -1) strerr_dief(111,
    f.result.error.text);
  tell(&p);
  out_flush();
  if (dry) return 0;
  if (rebuild_run(&p, &f) == -1) strerr_dief(111, f.result.error.text);
  report(&f);
  out_flush();
  return 0;
}

struct command const command_rebuild =
{
  "rebuild",
  "[--dry-run]",
  "make karma.cdb anew from a snapshot in base and the journal",
  "  --dry-run    say from what, and stop there\n",
  run
};
