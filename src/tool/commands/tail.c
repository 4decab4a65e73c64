/* qkarma tail: the journal, with readable times. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/target.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../report/last_lines.h"
#include "../report/line_report.h"

extern struct command const command_tail;

#define LINES 10
#define PAUSE 500000000     /* nanoseconds between two looks, with -f */

struct tail_options
{
  int json;
  int follow;
  int narrow;
  int counted;      /* -n was given */
  struct range who;
  char const *since;
  char const *until;
  uint64_t lines;
  uint64_t now;
  uint64_t printed;
};

static int wanted(struct tail_options const *o, struct line const *l)
{
  struct key k;
  if (!o->narrow) return 1;
  if (!l->address.known) return 0;
  key_client(&k, &l->address);
  return target_holds(&o->who, &k);
}

static void print(struct tail_options *o, struct line const *l,
  char const *host)
{
  (o->json ? line_report_json : line_report_text)(l, host);
  o->printed++;
}

/* All lines that there are now. */
static void all(struct tail_options *o, struct journal_reader *c)
{
  struct line l;
  while (read_journal_next(c, &l))
    if (wanted(o, &l)) print(o, &l, c->host);
  out_flush();
}

/* Of all lines there are, the last ones that are wanted. */
static void last(struct tail_options *o, struct journal_reader *c)
{
  struct last_lines wants = LAST_LINES(o->lines);
  struct line l;
  uint64_t i;
  while (read_journal_next(c, &l))
    if (wanted(o, &l)) last_lines_add(&wants, c);
  for (i = last_lines_count(&wants); i--;)
  {
    char const *host = last_lines_take(&l, &wants, i);
    print(o, &l, host);
  }
}

static void follow(struct tail_options *o, struct journal_reader *c)
{
  struct timespec const pause = { 0, PAUSE };
  for (;;)
  {
    all(o, c);
    nanosleep(&pause, 0);
  }
}

static void scan(struct tail_options *o, char const *const *argv)
{
  char const *lines = 0, *word;
  struct setting const settings[] =
  {
    { "-f", &o->follow, 0 }, { "-n", 0, &lines }, { "--json", &o->json, 0 },
    { "--since", 0, &o->since }, { "--until", 0, &o->until },
    READ_JOURNAL_OWN, MOMENT_LOCAL, { 0, 0, 0 }
  };
  struct words words;
  words_scan(&words, &command_tail, settings, argv);
  word = words_last(&words);
  o->lines = words_number("-n", lines, LINES, 1, LAST_LINES_MOST);
  o->counted = lines != 0;
  o->narrow = word != 0;
  if (word) target_scan(&o->who, word);
}

static int run(char const *const *argv)
{
  struct tail_options o = { .now = (uint64_t)time(0) };
  struct journal_reader *c;
  int home;
  scan(&o, argv);
  home = state_open();
  if (!o.narrow && !o.since && !o.until) c = read_journal_last(home, o.lines);
  else c = read_journal_since(home, time_option("--since", o.since, 0, o.now),
    time_option("--until", o.until, UINT64_MAX, o.now));
  if (o.counted || (o.narrow && !o.since)) last(&o, c);
  if (o.follow) follow(&o, c);
  all(&o, c);
  if (!o.printed) strerr_warni("the journal has no such lines");
  return !o.printed;
}

struct command const command_tail =
{
  "tail",
  "[-f] [-n lines] [--since time] [--until time] [--own] [--json] [--local] "
    "[address|network]",
  "the journal, with readable times",
  "  -f            go on as lines come\n"
  "  -n lines      the last so many (10; with --since or --until all of it)\n"
  "  --since time  12h, 7d, today, yesterday, 2023-11-14 or\n"
  "                2023-11-14T22:13:20 (UTC)\n"
  "  --until time  likewise\n"
  "  address       only lines about it, or about clients in the network\n"
  "  --own         only this host's, where several share karma\n"
  "  --json        an object a line\n"
  "  --local       times in the local time zone, also in these options\n",
  run
};
