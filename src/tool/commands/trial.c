/* qkarma trial: mail of which somebody knows whether it was spam, under the
   rules. Looks at no state directory, and writes nothing. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/words.h"
#include "../open/config.h"
#include "../open/labelled_mail.h"
#include "../print/out.h"
#include "../print/time_text.h"
#include "../simulate/trial_report.h"
#include "../../checks/karma.h"

extern struct command const command_trial;

#define DELAY 60            /* a fold a minute */
#define DELAY_MOST 864000

static struct ruleset ruleset;
static struct trial trial;
static struct trial_report report;

/* Without a state directory: what is built in, the files that are named, and
   the environment. A trial observes nothing: it is one. */
static void configure(char const *checks, char const *awards)
{
  struct ruleset *p = &ruleset;
  config_read_files(p, -1, checks, awards);
  karma_settings(&p->settings, ruleset_options(p, &check_karma));
  if (!ruleset_has(p, &check_karma)) p->settings.refuses = 0;
  trial.karma = &p->settings;
  neighbourhood_rules(&trial.neighbourhood,
    ruleset_options(p, &check_neighbourhood));
  if (!ruleset_has(p, &check_neighbourhood)) trial.neighbourhood.refuses = 0;
}

/* All of it is gone through, so that the records are right; what is counted
   begins at `since`. */
static void run_through(genalloc const *mail, uint64_t since, uint64_t until)
{
  struct labelled_mail const *c = genalloc_s(struct labelled_mail, mail);
  size_t n = genalloc_len(struct labelled_mail, mail);
  struct trial_verdict v;
  trial_begin(&trial);
  trial_report_begin(&report);
  for (; n && c->t < until; c++, n--)
  {
    trial_connection(&trial, c, &v);
    if (c->t >= since) trial_report_count(&report, c, &v);
  }
}

static int run(char const *const *argv)
{
  static genalloc mail = GENALLOC_ZERO;
  char const *checks = 0, *awards = 0, *since = 0, *until = 0, *delay = 0;
  int json = 0, monthly = 0;
  struct setting const settings[] =
  {
    { "--checks", 0, &checks }, { "--awards", 0, &awards },
    { "--since", 0, &since }, { "--until", 0, &until },
    { "--delay", 0, &delay }, { "--monthly", &monthly, 0 },
    { "--json", &json, 0 }, MOMENT_LOCAL, { 0, 0, 0 }
  };
  uint64_t now = (uint64_t)time(0), from, to;
  struct words w;
  char const *file;
  words_scan(&w, &command_trial, settings, argv);
  file = words_last(&w);
  from = time_option("--since", since, 0, now);
  to = time_option("--until", until, UINT64_MAX, now);
  trial.delay = words_number("--delay", delay, DELAY, 0, DELAY_MOST);
  configure(checks, awards);
  labelled_mail_read(&mail, file ? file : "-");
  run_through(&mail, from, to);
  if (!(report.spam.total + report.ham.total))
  {
    strerr_warni("there are no such connections");
    return 1;
  }
  if (json) trial_report_json(&report, monthly);
  else trial_report_text(&report, monthly);
  out_flush();
  return 0;
}

struct command const command_trial =
{
  "trial",
  "[--checks file] [--awards file] [--since time] [--until time] "
    "[--delay seconds] [--monthly] [--json] [--local] [file]",
  "what the rules would have made of mail that you have sorted",
  "  file           lines of time address spam|ham [recipients]; - or none\n"
  "                 is stdin\n"
  "  --checks file  in place of the built-in checks\n"
  "  --awards file  in place of the built-in points\n"
  "  --since time   7d, 2023-11-14 or 2023-11-14T22:13:20 UTC (all there is)\n"
  "  --until time   likewise\n"
  "  --delay n      seconds until a connection is folded (60)\n"
  "  --monthly      month by month, too\n"
  "  --json         an object\n"
  "  --local        times in the local time zone, also in the file\n"
  "\nOf the checks, karma and neighbourhood are tried; no state directory is\n"
  "looked at. Variables override options: KARMA_MIXED=3 qkarma trial file.\n",
  run
};
