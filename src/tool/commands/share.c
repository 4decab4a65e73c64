/* qkarma share: several hosts share karma. How that stands; how it begins; how
   an empty engine is filled again. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/exec.h>
#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../tool.h"
#include "../../database/header.h"
#include "../../fold/lock.h"
#include "../../journal/log.h"
#include "../../share/begin.h"
#include "../../share/survey.h"

#define SILENT 600      /* seconds without a line of a host */

extern struct command const command_share;

static void add_place(struct text *t, uint64_t offset, uint64_t number)
{
  text_adds(t, "byte ");
  text_addu(t, offset);
  text_adds(t, " of segment ");
  text_addu(t, number);
}

/* How long ago. */
static void add_ago(struct text *t, uint64_t ms)
{
  uint64_t then = ms / 1000, now = (uint64_t)time(0);
  column_span(t, now > then ? now - then : 0);
  text_adds(t, " ago");
}

/* How far is this database? */
static int folded(struct header *h, int home, char const *name)
{
  char const *why;
  int fd = openat(home, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  int r = fd == -1 ? 0 : header_read(h, fd, &why);
  if (fd != -1) close(fd);
  return r == 1;
}

static void tell_folded(struct text *t, int home)
{
  struct header h;
  text_adds(t, "folded up to ");
  if (folded(&h, home, RECENT_CDB) || folded(&h, home, KARMA_CDB))
    add_place(t, h.cursor.offset, h.cursor.number);
  else text_adds(t, "nothing");
  out_line(t);
}

static void tell_host(struct text *t, struct survey_host const *h)
{
  text_adds(t, "  ");
  text_adds(t, h->at.host);
  text_adds(t, ": up to ");
  add_place(t, h->at.offset, h->at.number);
  if (h->ms)
  {
    text_adds(t, ", last heard ");
    add_ago(t, h->ms);
  }
  else text_adds(t, ", not heard since this segment began");
  if (!h->ms || (uint64_t)time(0) > h->ms / 1000 + SILENT)
    text_adds(t, ": silent");
  out_line(t);
}

static int tell_state(int home)
{
  static struct survey s;
  struct error error;
  char line[300];
  struct text t = TEXT(line);
  size_t i = 0;
  int r = survey(&s, home, &error);
  if (r == -1) strerr_dief(111, error.text);
  if (!r) strerr_dief(111, "this host shares nothing: there is no " LOG_SHARE
    ", or no " LOG_COMMON_CURRENT);
  text_adds(&t, s.name);
  text_adds(&t, ": the log goes up to ");
  add_place(&t, s.size, s.number);
  if (s.last.ms) text_adds(&t, ", last entry ");
  if (s.last.ms) add_ago(&t, s.last.ms);
  out_line(&t);
  tell_folded(&t, home);
  for (; i < genalloc_len(struct survey_host, &s.hosts); i++)
    tell_host(&t, genalloc_s(struct survey_host, &s.hosts) + i);
  if (s.alone) text_adds(&t, "alone: ");
  if (s.alone) column_count(&t, s.alone, "piece");
  if (s.alone) text_adds(&t, " of our journal, for the time being");
  if (s.alone) out_line(&t);
  text_adds(&t, s.waiting ? "our oldest line that was not heard waits for "
    : "all of our lines were heard");
  if (s.waiting) column_span(&t, s.waiting);
  out_line(&t);
  out_flush();
  return 0;
}

/* There is something to share: this host's. */
static int begin(int home, char const *name)
{
  struct error error;
  int lock, r;
  if (!name || !host_valid(name, strlen(name))) strerr_dief(100, "a log is"
    " called as a host is: letters, digits, dots and hyphens");
  umask(022);
  state_own(home);
  lock = lock_take(home);
  if (lock == -1 && errno == EBUSY)
    strerr_dief(111, "lock is held: a fold is running");
  if (lock == -1) strerr_diefusys(111, "lock " LOCK);
  r = begin_sharing(home, name, &error);
  if (r == -1) strerr_dief(111, error.text);
  out_puts(r ? "what this host knows is the beginning of the log\n"
    : "it had begun already\n");
  out_flush();
  return 0;
}

/* Who speaks to the engine is another program. */
static int refill(void)
{
  static char const *const argv[] = { "qkarma-tell", "-R", 0 };
  xexec(argv);
  return 111;
}

static int run(char const *const *argv)
{
  struct setting const settings[] = { { 0, 0, 0 } };
  struct words w;
  char const *what;
  words_scan(&w, &command_share, settings, argv);
  what = words_next(&w);
  if (!what) return tell_state(state_open());
  if (!strcmp(what, "begin")) return begin(state_open(), words_last(&w));
  if (strcmp(what, "refill") || words_last(&w)) words_usage(&command_share);
  return refill();
}

struct command const command_share =
{
  "share",
  "[begin NAME | refill]",
  "several hosts share karma: how that stands",
  "  begin NAME   what this host knows is the beginning of a log of this name\n"
  "  refill       an empty engine (behind tcpclient) gets our log again\n",
  run
};
