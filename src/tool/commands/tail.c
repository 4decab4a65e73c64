/* qkarma tail: the journal, with times as a person reads them. */

#include <string.h>
#include <time.h>

#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/target.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../report/line_report.h"

extern struct command const command_tail;

#define LINES 10
#define LINES_MOST 10000
#define PAUSE 500000000     /* nanoseconds between two looks, with -f */

struct wish
{
  int json;
  int follow;
  int narrow;
  struct who who;
  char const *since;
  char const *until;
  uint64_t lines;
  uint64_t now;
  uint64_t printed;
};

static int wanted(struct wish const *w, struct line const *l)
{
  struct key k;
  if (!w->narrow) return 1;
  if (!l->address.known) return 0;
  key_client(&k, &l->address);
  return who_holds(&w->who, &k);
}

static void print(struct wish *w, struct line const *l)
{
  (w->json ? entry_json : entry_text)(l);
  w->printed++;
}

/* All lines that there are now. */
static void all(struct wish *w, struct chronicle *c)
{
  struct line l;
  while (journal_next(c, &l))
    if (wanted(w, &l)) print(w, &l);
  out_flush();
}

/* Of all lines there are, the last ones that are wanted: a ring of their
   texts, each in a place of LINE_LEN bytes, its length in the first two. */
static void last(struct wish *w, struct chronicle *c)
{
  stralloc ring = STRALLOC_ZERO;
  struct line l;
  uint64_t n = 0, i;
  if (!stralloc_ready(&ring, (size_t)w->lines * (LINE_LEN + 2)))
    strerr_diefusys(111, "remember lines");
  while (journal_next(c, &l))
  {
    char *place = ring.s + n % w->lines * (LINE_LEN + 2);
    if (!wanted(w, &l)) continue;
    n++;
    place[0] = (char)(c->n >> 8);
    place[1] = (char)c->n;
    memcpy(place + 2, c->s, c->n);
  }
  for (i = n > w->lines ? n - w->lines : 0; i < n; i++)
  {
    char const *place = ring.s + i % w->lines * (LINE_LEN + 2);
    char const *why;
    size_t len = (size_t)(unsigned char)place[0] << 8
      | (unsigned char)place[1];
    if (line_scan(&l, place + 2, len, &why)) print(w, &l);
  }
  stralloc_free(&ring);
}

static void follow(struct wish *w, struct chronicle *c)
{
  struct timespec const pause = { 0, PAUSE };
  for (;;)
  {
    all(w, c);
    nanosleep(&pause, 0);
  }
}

static void scan(struct wish *w, char const *const *argv)
{
  char const *lines = 0, *word;
  struct setting const settings[] =
  {
    { "-f", &w->follow, 0 }, { "-n", 0, &lines }, { "--json", &w->json, 0 },
    { "--since", 0, &w->since }, { "--until", 0, &w->until },
    MOMENT_LOCAL, { 0, 0, 0 }
  };
  struct words words;
  words_scan(&words, &command_tail, settings, argv);
  word = words_last(&words);
  w->lines = words_number("-n", lines, LINES, 1, LINES_MOST);
  w->narrow = word != 0;
  if (word) who_scan(&w->who, word);
}

static int run(char const *const *argv)
{
  struct wish w = { .now = (uint64_t)time(0) };
  struct chronicle *c;
  int home;
  scan(&w, argv);
  home = state_open();
  if (!w.narrow && !w.since && !w.until) c = journal_tail(home, w.lines);
  else c = journal_open(home, when_scan("--since", w.since, 0, w.now),
    when_scan("--until", w.until, UINT64_MAX, w.now));
  if (w.narrow && !w.since) last(&w, c);
  if (w.follow) follow(&w, c);
  all(&w, c);
  if (!w.printed) strerr_warni("the journal has no such lines");
  return !w.printed;
}

struct command const command_tail =
{
  "tail",
  "[-f] [-n lines] [--since time] [--until time] [--json] [--local] "
    "[address|network]",
  "the journal, with times as a person reads them",
  "  -f            go on as lines come\n"
  "  -n lines      the last so many (10); with --since: all since then\n"
  "  --since time  12h, 7d, 2023-11-14 or 2023-11-14T22:13:20 (UTC);\n"
  "  --until time  likewise\n"
  "  address       only lines about it, or about clients in the network\n"
  "  --json        an object a line\n"
  "  --local       times in the local time zone, also in these options\n",
  run
};
