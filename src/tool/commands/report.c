/* qkarma report: what the journal tells, as a page to look at. */

#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/words.h"
#include "../lint/unfolded.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../page/page.h"
#include "../report/totals.h"
#include "../../config/host.h"
#include "../../journal/log.h"

extern struct command const command_report;

#define DAYS 30

static struct census census;

static uint64_t size_of(int home, char const *name)
{
  struct stat st;
  return fstatat(home, name, &st, 0) == 0 ? (uint64_t)st.st_size : 0;
}

static void files(struct health *h, int home)
{
  struct statvfs disk;
  h->karma = size_of(home, KARMA_CDB);
  h->recent = size_of(home, RECENT_CDB);
  h->folded = state_folded(home);
  if (fstatvfs(home, &disk) == -1) return;
  h->free = (uint64_t)disk.f_bavail * disk.f_frsize;
  h->size = (uint64_t)disk.f_blocks * disk.f_frsize;
}

static void databases(struct health *h, int home)
{
  struct totals t;
  memset(&t, 0, sizeof t);
  totals_of_files(&t, home);
  h->header = t.header;
  h->segments = t.segments;
  h->journal = t.bytes;
}

static void health(struct health *h, int home)
{
  static char host[HOST_LEN + 1];
  int shared = log_is_common(read_journal_log(home));
  if ((shared ? log_name : host_read)(host, home) != 1)
    memcpy(host, "this host", 10);
  h->host = host;
  files(h, home);
  databases(h, home);
  h->waiting = unfolded_waits(home);
}

static int run(char const *const *argv)
{
  char const *since = 0, *until = 0, *output = 0;
  struct setting const settings[] = { { "--since", 0, &since },
    { "--until", 0, &until }, { "--output", 0, &output },
    READ_JOURNAL_OWN, { 0, 0, 0 } };
  struct health h = { 0 };
  struct words w;
  uint64_t from, to;
  int home;
  words_scan(&w, &command_report, settings, argv);
  words_end(&w);
  h.now = (uint64_t)time(0);
  /* A period ends before its end: the second that runs is in it. */
  to = time_option("--until", until, h.now + 1, h.now);
  from = time_option("--since", since, to - DAYS * RECORD_DAY, to);
  if (!period_set(&census.period, from, to))
    strerr_dief(100, "--since must be before --until, and by not more than "
      "1100 days");
  home = state_open();
  period_set(&census.period, period_since(from, to, census_first(home)), to);
  census_take(&census, home);
  health(&h, home);
  page_write(&census, &h, output);
  return 0;
}

struct command const command_report =
{
  "report",
  "[--since time] [--until time] [--own] [--output file]",
  "a page with pictures: who came, who was refused, and why",
  "  --since time   30d, 12h, 2023-11-14 or 2023-11-14T22:13:20 UTC (30d)\n"
  "  --until time   likewise; the time before it is what --since counts from\n"
  "  --own          only this host's, where several share karma\n"
  "  --output file  write it there, whole or not at all, instead of stdout\n",
  run
};
