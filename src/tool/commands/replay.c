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

static struct whatif whatif = { .index = INDEX_ZERO };
static struct replayed replayed;

/* The figures of the plan that was read last. */
static void figures(struct figures *f, struct plan const *p,
  struct session const *s)
{
  f->awards = s->awards;
  f->strikes = s->strikes;
  f->nice = s->nice;
  f->negative = s->negative;
  f->penalty_days = s->penalty_days;
  f->penalty_max = s->penalty_max;
  f->refuses = setup_boxes(p);
  f->private = plan_value("karma", "private")->number > 0;
}

static void configure(int home, char const *checks, char const *awards)
{
  static struct session session;
  struct plan plan;
  setup_bare(&plan, &session, home);
  figures(&whatif.before, &plan, &session);
  setup_other(&plan, &session, home, checks, awards);
  figures(&whatif.after, &plan, &session);
}

/* Forgetting goes by what the databases say, until an order says otherwise. */
static uint64_t expire_days(int home)
{
  static struct view view;
  uint64_t days;
  if (!state_view(&view, home)) return HEADER_EXPIRE_DAYS;
  days = view_header(&view)->expire_days;
  view_close(&view);
  return days;
}

/* All of the journal is replayed, that the records be right; what counts
   begins at `since`. */
static void run_through(int home)
{
  struct chronicle *c = journal_open(home, 0, replayed.until);
  struct whatif_answer a;
  struct line l;
  index_begin(&whatif.index);
  while (journal_report(c, &l))
    if (whatif_line(&whatif, &l, &a)) replayed_count(&replayed, &a, &l);
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
  if (words_next(&w)) words_usage(&command_replay);
  home = state_open();
  replayed.since = when_scan("--since", since, 0, now);
  replayed.until = when_scan("--until", until, UINT64_MAX, now);
  configure(home, checks, awards);
  whatif.expire_days = expire_days(home);
  run_through(home);
  replayed.otherwise = whatif.otherwise;
  if (json) replayed_json(&replayed);
  else if (replayed.connects) replayed_text(&replayed);
  out_flush();
  if (!replayed.connects)
    strerr_warni("the journal has no such connections");
  return !replayed.connects;
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
