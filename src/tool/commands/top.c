/* qkarma top: who, or what, there was most of in the journal. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/time.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/json.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../print/terminal.h"
#include "../report/asked.h"
#include "../report/counts.h"
#include "../report/neighbours.h"
#include "../report/whom.h"
#include "../../karma/event.h"

extern struct command const command_top;

#define ROWS 20
#define DAYS 30       /* that `top days` looks back */
#define ROWS_MOST 1000000000
#define BAR 11        /* columns: the line has 80 */
#define NAME 40       /* bytes of a name that are shown */

enum { DAY = 10, HOUR = 13 };   /* bytes of 2023-11-14 22 */

enum { TIMES_END = 32, NAUGHTY_END = 40, BOXED_END = 46, NICE_END = 51,
  ACCEPTED_END = 60, REFUSED_END = 68, Q_END = 77 };

enum what { BY_CLIENT, BY_NETWORK, BY_EVENT, BY_END, BY_HELO, BY_TRAP,
  BY_LIST, BY_DAY, BY_HOUR, BY_SENDER, BY_RECIPIENT };
static char const whats[] = "clients networks events ends helo traps lists "
  "days hours senders recipients";

struct top_options
{
  int json;
  enum what what;
  uint64_t since;
  uint64_t until;
  uint64_t limit;
  uint64_t lines;
};

/* Days and hours stand in their order, the last ones of it; all else by how
   many there are, the first ones. */
static int by_time(struct top_options const *o)
{
  return o->what == BY_DAY || o->what == BY_HOUR;
}

static struct counts ranking = COUNTS_ZERO;
static struct reader reader;    /* of networks: what they say of strangers */

/* The client, or the smallest network around it. */
static void add_key(struct line const *l, int network)
{
  char name[KEY_FMT];
  struct key k, around;
  if (!l->address.known)
  {
    counts_add(&ranking, "unknown", 7, l, 1);
    return;
  }
  key_client(&k, &l->address);
  if (network) key_network(&around, &k, 0);
  counts_add(&ranking, name, key_fmt(name, network ? &around : &k), l, 1);
}

static void add_events(struct line const *l)
{
  struct tally tally;
  int e = 0;
  tally_scan(&tally, l->events, l->eventslen);
  for (; e < EVENTS; e++)
    if (tally.count[e])
    {
      char const *name = event_name((enum event)e);
      counts_add(&ranking, name, strlen(name), l, tally.count[e]);
    }
}

static void add_helo(struct line const *l)
{
  struct pair p;
  if (line_find(&p, l, "helo")) counts_add(&ranking, p.value, p.len, l, 1);
  else counts_add(&ranking, "-", 1, l, 1);
}

/* The trap that it wrote to first, if it did. */
static void add_trap(struct line const *l)
{
  struct pair p;
  if (line_find(&p, l, "trap")) counts_add(&ranking, p.value, p.len, l, 1);
}

/* Whose mail was refused, or would have been; no two people are told apart by
   the case of letters. */
static void add_whom(struct line const *l, char const *name)
{
  char array[LINE_LEN];
  struct text t = TEXT(array);
  struct whom w;
  if (!whom_find(&w, l, name)) return;
  while (t.len < w.n)
  {
    char c = w.s[t.len];
    text_addc(&t, (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c));
  }
  if (!w.n) text_adds(&t, "<>");
  counts_add(&ranking, t.s, t.len, l, 1);
}

/* The day or the hour that it came in. */
static void add_time(struct line const *l, size_t len)
{
  char array[64];
  struct text name = TEXT(array);
  time_text_minute(&name, l->stamp.seconds);
  if (name.len > len) name.len = len;
  if (len == HOUR) text_adds(&name, "h");
  counts_add(&ranking, name.s, name.len, l, 1);
}

static void add(enum what what, struct line const *l)
{
  switch (what)
  {
    case BY_CLIENT: add_key(l, 0); break;
    case BY_NETWORK: add_key(l, 1); break;
    case BY_EVENT: add_events(l); break;
    case BY_END: counts_add(&ranking, l->end, l->endlen, l, 1); break;
    case BY_HELO: add_helo(l); break;
    case BY_TRAP: add_trap(l); break;
    case BY_LIST: asked_lists(&ranking, l); break;
    case BY_DAY: add_time(l, DAY); break;
    case BY_HOUR: add_time(l, HOUR); break;
    case BY_SENDER: add_whom(l, "from"); break;
    case BY_RECIPIENT: add_whom(l, "to"); break;
  }
}

static void gather(struct top_options *o)
{
  int home = state_open();
  struct journal_reader *c = read_journal_since(home, o->since, o->until);
  struct line l;
  if (o->what == BY_NETWORK) state_reader(&reader, home);
  intern_begin(&ranking.names);
  while (read_journal_report(c, &l))
  {
    if (l.kind != LINE_CONNECTION) continue;
    o->lines++;
    add(o->what, &l);
  }
}

static void heading(struct text *t, struct top_options const *o)
{
  static char const *const names[] = { "CLIENT", "NETWORK", "EVENT", "END",
    "HELO", "TRAP", "LIST", "DAY", "HOUR", "SENDER", "RECIPIENT" };
  column_count(t, o->lines, "connection");
  text_adds(t, " since ");
  time_text_add(t, o->since);
  if (o->until != UINT64_MAX)
  {
    text_adds(t, ", before ");
    time_text_add(t, o->until);
  }
  out_line(t);
  text_adds(t, names[o->what]);
  column_word(t, TIMES_END, o->what == BY_EVENT ? "TIMES" : "CONNECTS");
  column_word(t, NAUGHTY_END, "NAUGHTY");
  column_word(t, BOXED_END, "BOXED");
  column_word(t, NICE_END, "NICE");
  column_word(t, ACCEPTED_END, "ACCEPTED");
  column_word(t, REFUSED_END, "REFUSED");
  if (o->what == BY_NETWORK) column_word(t, Q_END, "Q");
  out_line(t);
}

/* What a network of this name says now. 1; 0 it is `unknown'. */
static int says(uint64_t *q, char const *name, size_t n)
{
  struct key k;
  if (!key_scan(&k, name, n)) return 0;
  *q = neighbours_say(&reader, &k, (uint64_t)time(0));
  return 1;
}

static void column_q(struct text *t, char const *name, size_t n)
{
  uint64_t q;
  if (says(&q, name, n)) neighbours_column(t, Q_END, q);
  else column_word(t, Q_END, "-");
}

static uint64_t of_class(struct count const *r, enum line_class class)
{
  return r->class[class_index(class)];
}

static void row(struct text *t, struct top_options const *o,
  struct count const *r, uint64_t most)
{
  size_t n;
  char const *name = intern_name(&ranking.names, r->number, &n);
  text_add(t, name, n < NAME ? n : NAME);
  column_number(t, TIMES_END, (int64_t)r->times);
  column_number(t, NAUGHTY_END, (int64_t)of_class(r, CLASS_NAUGHTY));
  column_number(t, BOXED_END, (int64_t)of_class(r, CLASS_BOXED));
  column_number(t, NICE_END, (int64_t)of_class(r, CLASS_NICE));
  column_number(t, ACCEPTED_END, (int64_t)r->counts.success);
  column_number(t, REFUSED_END, (int64_t)r->counts.permfail);
  if (o->what == BY_NETWORK) column_q(t, name, n);
  else
  {
    column_goto(t, REFUSED_END + 1);
    terminal_bar(t, r->times, most, BAR);
  }
  out_line(t);
}

static void table(struct top_options const *o, struct count const *r, size_t n)
{
  char line[300];
  struct text t = TEXT(line);
  uint64_t most = 0;
  size_t i = 0;
  for (; i < n; i++) if (r[i].times > most) most = r[i].times;
  heading(&t, o);
  for (i = 0; i < n; i++) row(&t, o, &r[i], most);
}

static void object(struct top_options const *o, struct count const *r)
{
  static char const *const names[] = { "client", "network", "event", "end",
    "helo", "trap", "list", "day", "hour", "sender", "recipient" };
  struct json j = { 0 };
  unsigned int i = 0;
  size_t n;
  uint64_t q;
  char const *name = intern_name(&ranking.names, r->number, &n);
  json_open(&j, 0, '{');
  json_bytes(&j, names[o->what], name, n);
  json_number(&j, "times", (int64_t)r->times);
  json_number(&j, "connects", (int64_t)r->connects);
  for (; i < CLASSES; i++)
    json_number(&j, class_name(i), (int64_t)r->class[i]);
  json_number(&j, "accepted", (int64_t)r->counts.success);
  json_number(&j, "deferred", (int64_t)r->counts.tempfail);
  json_number(&j, "refused", (int64_t)r->counts.permfail);
  if (o->what == BY_NETWORK && says(&q, name, n)) json_fraction(&j, "q", q);
  json_close(&j, '}');
  json_end(&j);
}

static void scan(struct top_options *o, char const *const *argv)
{
  char const *since = 0, *until = 0, *limit = 0, *word;
  struct setting const settings[] =
  {
    { "--json", &o->json, 0 }, { "--since", 0, &since },
    { "--until", 0, &until }, { "--limit", 0, &limit }, READ_JOURNAL_OWN,
    MOMENT_LOCAL, { 0, 0, 0 }
  };
  uint64_t now = (uint64_t)time(0);
  struct words words;
  words_scan(&words, &command_top, settings, argv);
  word = words_last(&words);
  if (word) o->what = (enum what)words_choice("a table", word, whats);
  o->since = time_option("--since", since, now - (o->what == BY_DAY
    ? DAYS : 1) * RECORD_DAY, now);
  o->until = time_option("--until", until, UINT64_MAX, now);
  o->limit = words_number("--limit", limit, by_time(o) ? ROWS_MOST : ROWS, 1,
    ROWS_MOST);
}

static int run(char const *const *argv)
{
  struct top_options o = { 0 };
  struct count const *r;
  size_t n, i = 0;
  scan(&o, argv);
  gather(&o);
  r = by_time(&o) ? counts_by_name(&ranking, &n)
    : counts_sorted(&ranking, &n);
  if (n > o.limit)
  {
    if (by_time(&o)) r += n - o.limit;
    n = o.limit;
  }
  if (n && !o.json) table(&o, r, n);
  for (; o.json && i < n; i++) object(&o, &r[i]);
  out_flush();
  if (!n) strerr_warni("the journal has no such connections in that time");
  return !n;
}

struct command const command_top =
{
  "top",
  "[--since time] [--until time] [--limit n] [--own] [--json] [--local] "
    "[clients|networks|events|ends|helo|traps|lists|"
    "days|hours|senders|recipients]",
  "who connected most, and what happened most",
  "  --since time  1d, 12h, 2023-11-14 or 2023-11-14T22:13:20 UTC (1d;\n"
  "                of days 30d)\n"
  "  --until time  likewise\n"
  "  --limit n     so many rows at most (20; of days and hours all)\n"
  "  --own         only this host's, where several share karma\n"
  "  --json        an object a line\n"
  "  --local       times in the local time zone, also in these options\n",
  run
};
