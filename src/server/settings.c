/* The state directory, and the control files of a connection. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "settings.h"
#include "../base/clock.h"
#include "../checks/denysoft.h"
#include "../checks/last_right.h"
#include "../checks/lists.h"
#include "../checks/spare.h"
#include "../checks/tlds.h"
#include "../checks/traps.h"
#include "../config/control.h"
#include "../config/home.h"
#include "../config/maildirs.h"

struct file
{
  char const *name;
  int absent;                 /* it was not there */
  struct stat is;             /* all zero: it cannot be looked at */
};

static struct file directory = { .name = "control" };

static struct file files[] =
{
  { .name = LAST_RIGHT_CHECKS },
  { .name = LAST_RIGHT_AWARDS },
  { .name = SPARE },
  { .name = TLDS },
  { .name = TRAPS },
  { .name = DNSBL },
  { .name = RHSBL },
  { .name = DENYSOFT_RECIPIENTS },
  { .name = DENYSOFT_SECRET },
  { .name = MAILDIRS_FILE }
};

/* They matter when one of the others has become wrong, and were right before:
   nobody looks at them. */
static char const *const copies[] = { LAST_RIGHT_CHECKS LAST_RIGHT_SUFFIX,
  LAST_RIGHT_AWARDS LAST_RIGHT_SUFFIX };

#define FILES (sizeof files / sizeof *files)
#define COPIES (sizeof copies / sizeof *copies)

static struct ruleset ruleset;

static struct
{
  int home;
  uint64_t sought;            /* at this second */
  int looked;                 /* in this turn */
  int known;                  /* the rules are what the files said, */
  uint64_t since;             /* ... at this second, */
  uint32_t edition;           /* ... and so many times were read */
  struct connection_rules rules;
} settings = { -1, 0, 0, 0, 0, 0, { &ruleset, 0, "" } };

void settings_begin(void)
{
  settings.home = home_open();
  settings.known = 0;
}

int settings_home(void)
{
  return settings.home;
}

void settings_turn(void)
{
  settings.looked = 0;
}

void settings_forget(void)
{
  settings.looked = settings.known = 0;
  settings.sought = 0;
}

/* One that was written within this second may be written once more without its
   looking otherwise. (One that was written in the future was not: the clock was
   set back since.) */
static int settled(struct stat const *is, uint64_t now)
{
  uint64_t then = (uint64_t)is->st_mtim.tv_sec;
  return !is->st_ino || then + 1 < now || then > now + 1;
}

static int same(struct stat const *was, struct stat const *is, uint64_t now)
{
  return was->st_dev == is->st_dev && was->st_ino == is->st_ino
    && was->st_size == is->st_size && was->st_mode == is->st_mode
    && was->st_mtim.tv_sec == is->st_mtim.tv_sec
    && was->st_mtim.tv_nsec == is->st_mtim.tv_nsec
    && settled(is, now);
}

/* 1 if it has changed, or may have, since the last look. Of a link to nothing
   the link is looked at: it is no file that is missing. */
static int changed(struct file *f, uint64_t now)
{
  struct stat is;
  int r;
  if (fstatat(settings.home, f->name, &is, 0) == -1
    && fstatat(settings.home, f->name, &is, AT_SYMLINK_NOFOLLOW) == -1)
    memset(&is, 0, sizeof is);
  r = !same(&f->is, &is, now);
  f->is = is;
  return r;
}

/* Is what has the state directory's name the one that we have open? */
static int at_home(struct stat const *named)
{
  struct stat ours;
  return settings.home != -1 && fstat(settings.home, &ours) == 0
    && ours.st_dev == named->st_dev && ours.st_ino == named->st_ino;
}

/* 1 if there is another state directory now, or none any more, or one at last.
   (Who has no descriptor left stays where he is.) */
static int moved(uint64_t now)
{
  struct stat named;
  int there, fd;
  if (settings.sought == now) return 0;
  settings.sought = now;
  there = stat(home_path(), &named) == 0;
  if (there ? at_home(&named) : settings.home == -1) return 0;
  fd = there ? home_open() : -1;
  if (there && fd == -1 && (settings.home == -1 || errno == EMFILE
    || errno == ENFILE)) return 0;
  if (settings.home != -1) close(settings.home);
  settings.home = fd;
  control_forget();
  return 1;
}

/* What is not there comes with a change of the directory, be it a link whose
   file does not come yet. */
static int some_changed(void)
{
  unsigned int i = 0;
  uint64_t now = clock_seconds();
  int comings, r = moved(now);
  if (settings.home == -1) return r;
  comings = changed(&directory, now);
  r = r || comings;
  for (; i < FILES; i++)
    if ((comings || !files[i].absent) && changed(&files[i], now)) r = 1;
  return r;
}

static void keep(void)
{
  unsigned int i = 0;
  if (settings.home == -1) return;
  for (; i < FILES; i++)
    files[i].absent = !control_keep(settings.home, files[i].name);
  for (i = 0; i < COPIES; i++) control_keep(settings.home, copies[i]);
}

static void read_all(void)
{
  settings.since = clock_seconds();
  keep();
  connection_read(&settings.rules, settings.home);
  settings.known = 1;
  settings.edition++;
}

/* What is wrong may become right without a change of the file: its disk may be
   mounted. And the date of `observe until' comes without one. */
static int in_force(void)
{
  uint64_t until = ruleset.until, now;
  if (!settings.known) return 0;
  if (!*settings.rules.why && !until) return 1;
  now = clock_seconds();
  return (!*settings.rules.why || settings.since == now)
    && (settings.since < until) == (now < until);
}

struct connection_rules const *settings_now(void)
{
  if (!settings.looked && (some_changed() || !in_force())) read_all();
  settings.looked = 1;
  return &settings.rules;
}

uint32_t settings_edition(void)
{
  return settings.edition;
}

struct connection_rules const *settings_as_of(uint32_t edition)
{
  if (settings.edition != edition || !in_force())
  {
    settings.sought = 0;
    moved(clock_seconds());
    read_all();
    settings.edition = edition;
  }
  return &settings.rules;
}
