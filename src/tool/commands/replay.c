/* qkarma replay: what another configuration would have made of the journal.
   Writes nothing. */

#include <time.h>

#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/config.h"
#include "../open/state.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../simulate/replay_report.h"
#include "../simulate/simulate.h"

extern struct command const command_replay;

static struct simulation simulation = { .names = INTERN_ZERO };
static struct replay_report report;

static void configure(int home, char const *checks, char const *awards)
{
  static struct ruleset before, after;
  config_read_bare(&before, home);
  config_read_files(&after, home, checks, awards);
  simulation.before = &before.settings;
  simulation.after = &after.settings;
}

/* Forgetting goes by what the databases say, until an order says otherwise. */
static uint64_t expire_days(int home)
{
  static struct merged_scan scan;
  uint64_t days;
  if (!state_scan(&scan, home)) return HEADER_EXPIRE_DAYS;
  days = merged_scan_header(&scan)->expire_days;
  merged_scan_close(&scan);
  return days;
}

/* All of the journal is replayed, so that the records are right; what is
   counted begins at `since`. */
static void run_through(int home)
{
  struct journal_reader *c = read_journal_since(home, 0, report.until);
  struct simulated_line a;
  struct line l;
  intern_begin(&simulation.names);
  while (read_journal_report(c, &l))
    if (simulate_line(&simulation, &l, &a))
      replay_report_count(&report, &a, &l);
}

static int run(char const *const *argv)
{
  char const *checks = 0, *awards = 0, *since = 0, *until = 0;
  int json = 0, home;
  struct setting const settings[] =
  {
    { "--checks", 0, &checks }, { "--awards", 0, &awards },
    { "--since", 0, &since }, { "--until", 0, &until },
    { "--json", &json, 0 }, MOMENT_LOCAL, { 0, 0, 0 }
  };
  uint64_t now = (uint64_t)time(0);
  struct words w;
  words_scan(&w, &command_replay, settings, argv);
  words_end(&w);
  home = state_open();
  report.since = time_option("--since", since, 0, now);
  report.until = time_option("--until", until, UINT64_MAX, now);
  configure(home, checks, awards);
  simulation.expire_days = expire_days(home);
  run_through(home);
  report.mismatches = simulation.mismatches;
  if (json) replay_report_json(&report);
  else if (report.connects) replay_report_text(&report);
  out_flush();
  if (!report.connects)
    strerr_warni("the journal has no such connections");
  return !report.connects;
}

struct command const command_replay =
{
  "replay",
  "[--checks file] [--awards file] [--since time] [--until time] [--json] "
    "[--local]",
  "what another configuration would have made of the journal",
  "  --checks file  in place of control/checks\n"
  "  --awards file  in place of control/awards\n"
  "  --since time   7d, 2023-11-14 or 2023-11-14T22:13:20 UTC (all there is)\n"
  "  --until time   likewise\n"
  "  --json         an object\n"
  "  --local        times in the local time zone, also in these options\n"
  "\nVariables override options as always: KARMA_STRIKES=4 qkarma replay.\n",
  run
};
