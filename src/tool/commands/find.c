/* qkarma find: what became of somebody's mail. All lines of the journal that
   are about a client, an address or a name, the newest first. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../print/time_text.h"
#include "../report/last_lines.h"
#include "../report/line_report.h"
#include "../report/sought.h"

extern struct command const command_find_text;

#define LINES 1000

struct find_options
{
  int json;
  char const *word;
  struct sought sought;
  uint64_t since;
  uint64_t until;
  uint64_t limit;
};

static void scan(struct find_options *o, char const *const *argv)
{
  char const *since = 0, *until = 0, *limit = 0, *why;
  struct setting const settings[] =
  {
    { "--json", &o->json, 0 }, { "--since", 0, &since },
    { "--until", 0, &until }, { "--limit", 0, &limit },
    READ_JOURNAL_OWN, MOMENT_LOCAL, { 0, 0, 0 }
  };
  uint64_t now = (uint64_t)time(0);
  struct words words;
  words_scan(&words, &command_find_text, settings, argv);
  o->word = words_last(&words);
  if (!o->word) words_usage(&command_find_text);
  why = sought_scan(&o->sought, o->word);
  if (why) strerr_dief(100, "unable to find ", *o->word ? o->word : "nothing",
    ": ", why);
  o->since = time_option("--since", since, 0, now);
  o->until = time_option("--until", until, UINT64_MAX, now);
  o->limit = words_number("--limit", limit, LINES, 1, LAST_LINES_MOST);
}

/* The journal is read as it was written, for only so is it known what was told
   before; so the last lines are kept that are wanted. */
static void gather(struct find_options const *o, struct last_lines *found)
{
  struct journal_reader *c = read_journal_since(state_open(), o->since,
    o->until);
  struct line l;
  while (read_journal_report(c, &l))
    if (sought_in(&o->sought, &l)) last_lines_add(found, c);
}

static void print(struct find_options const *o, struct last_lines const *found)
{
  uint64_t n = last_lines_count(found), i = 0;
  struct line l;
  for (; i < n; i++)
  {
    char const *host = last_lines_take(&l, found, i);
    (o->json ? line_report_json : line_report_text)(&l, host);
  }
  out_flush();
}

static void say_more(uint64_t n)
{
  char array[100];
  struct text t = { array, 0, sizeof array - 1, 0 };
  text_adds(&t, "there ");
  text_adds(&t, n == 1 ? "is " : "are ");
  column_count(&t, n, "older line");
  array[t.len] = 0;
  strerr_warni(array, "; --limit or --until shows more");
}

static int run(char const *const *argv)
{
  struct find_options o = { 0 };
  struct last_lines found = LAST_LINES(0);
  scan(&o, argv);
  found.most = o.limit;
  gather(&o, &found);
  print(&o, &found);
  if (!found.seen)
    strerr_warni("the journal has nothing about ", o.word,
      sought_mail(&o.sought) ? "; senders and recipients it has only of mail "
      "that was refused, or would have been" : "");
  else if (found.seen > o.limit) say_more(found.seen - o.limit);
  return !found.seen;
}

struct command const command_find_text =
{
  "find",
  "[--since time] [--until time] [--limit n] [--own] [--json] "
    "[--local] text",
  "what became of somebody's mail",
  "  text          an address or network, an address of mail (<>: the null\n"
  "                sender), a domain, a HELO name, an id that we have told; or\n"
  "                one of these behind from= to= helo= or id=\n"
  "  --since time  12h, 7d, today, yesterday, 2023-11-14 or\n"
  "                2023-11-14T22:13:20 UTC\n"
  "  --until time  likewise\n"
  "  --limit n     the newest so many (1000)\n"
  "  --own         only this host's, where several share karma\n"
  "  --json        an object a line\n"
  "  --local       times in the local time zone, also in these options\n",
  run
};
