/* qkarma replay: what another configuration would have made of the journal.
   Writes nothing. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "column.h"
#include "journal.h"
#include "json.h"
#include "out.h"
#include "portrait.h"
#include "setup.h"
#include "state.h"
#include "whatif.h"
#include "when.h"
#include "words.h"

extern struct command const command_replay;

#define EXAMPLES 3
#define SEEN ((uint64_t)1 << 63)    /* beside the bits for changes */

/* Connections that went from one class to another. */
struct change
{
  uint64_t connects;
  uint64_t clients;
  unsigned int examples;
  struct { struct address address; uint64_t seconds; } example[EXAMPLES];
};

struct report
{
  uint64_t since;
  uint64_t until;
  uint64_t first;             /* time of the first line, and of the last */
  uint64_t last;
  uint64_t connects;
  uint64_t clients;
  uint64_t was[WHATIF_CLASSES];
  uint64_t is[WHATIF_CLASSES];
  struct change change[WHATIF_CLASSES][WHATIF_CLASSES];
};

static struct whatif whatif = { .index = INDEX_ZERO };
static struct report report;

static char const *name_of(unsigned int i)
{
  return i == WHATIF_UNKNOWN ? "unknown" : class_name(i);
}

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

static void exemplify(struct change *c, struct line const *l)
{
  if (c->examples == EXAMPLES) return;
  c->example[c->examples].address = l->address;
  c->example[c->examples++].seconds = l->stamp.seconds;
}

static void changed(struct whatif_answer const *a, struct line const *l)
{
  struct change *c = &report.change[a->from][a->to];
  uint64_t bit = (uint64_t)1 << (a->from * WHATIF_CLASSES + a->to);
  c->connects++;
  if (!a->client || a->client->changes & bit) return;
  a->client->changes |= bit;
  c->clients++;
  exemplify(c, l);
}

static void count(struct whatif_answer const *a, struct line const *l)
{
  uint64_t t = l->stamp.seconds;
  if (t < report.since) return;
  if (!report.connects++) report.first = t;
  report.last = t;
  if (a->client && !(a->client->changes & SEEN))
  {
    a->client->changes |= SEEN;
    report.clients++;
  }
  report.was[a->from]++;
  report.is[a->to]++;
  if (a->from != a->to) changed(a, l);
}

/* All of the journal is replayed, that the records be right; what counts
   begins at `since`. */
static void run_through(int home)
{
  struct chronicle *c = journal_open(home, 0, report.until);
  struct whatif_answer a;
  struct line l;
  index_begin(&whatif.index);
  while (journal_report(c, &l))
    if (whatif_line(&whatif, &l, &a)) count(&a, &l);
}

static void heading(struct text *t)
{
  column_count(t, report.connects, "connection");
  text_adds(t, " of ");
  column_count(t, report.clients, "client");
  text_adds(t, ", ");
  portrait_time(t, report.first);
  text_adds(t, " to ");
  portrait_time(t, report.last);
  out_line(t);
  out_puts("\nCLASS          RECORDED   REPLAYED     CHANGE\n");
}

enum { WAS_END = 23, IS_END = 34, DIFFERENCE_END = 45 };

static void class_row(struct text *t, unsigned int i)
{
  int64_t difference = (int64_t)(report.is[i] - report.was[i]);
  char s[24];
  struct text signed_ = { s, 0, sizeof s - 1, 0 };
  text_adds(t, name_of(i));
  column_number(t, WAS_END, (int64_t)report.was[i]);
  column_number(t, IS_END, (int64_t)report.is[i]);
  if (difference > 0) text_addc(&signed_, '+');
  text_addi(&signed_, difference);
  s[signed_.len] = 0;
  column_word(t, DIFFERENCE_END, difference ? s : "-");
  out_line(t);
}

enum { CONNECTS_END = 34, CLIENTS_END = 45, EXAMPLE = 47 };

static void change_row(struct text *t, unsigned int from, unsigned int to)
{
  struct change const *c = &report.change[from][to];
  char address[ADDRESS_FMT];
  unsigned int i = 0;
  text_adds(t, name_of(from));
  text_adds(t, " -> ");
  text_adds(t, name_of(to));
  column_number(t, CONNECTS_END, (int64_t)c->connects);
  column_number(t, CLIENTS_END, (int64_t)c->clients);
  for (; i < c->examples; i++)
  {
    column_goto(t, EXAMPLE);
    column_minute(t, c->example[i].seconds);
    text_addc(t, ' ');
    text_add(t, address, address_fmt(address, &c->example[i].address));
    out_line(t);
  }
}

static void changes(struct text *t)
{
  unsigned int from, to, n = 0;
  for (from = 0; from < WHATIF_CLASSES; from++)
    for (to = 0; to < WHATIF_CLASSES; to++)
    {
      if (!report.change[from][to].connects) continue;
      if (!n++)
        out_puts("\nFROM -> TO             CONNECTIONS    CLIENTS  "
          "FOR EXAMPLE, UTC\n");
      change_row(t, from, to);
    }
  if (!n) out_puts("\nNothing would have been different.\n");
}

static void remarks(struct text *t)
{
  out_puts("\n");
  if (report.is[WHATIF_UNKNOWN])
    out_puts("unknown: refused then, served now; what they would have done"
      " nobody knows.\n");
  if (whatif.otherwise)
  {
    column_count(t, whatif.otherwise, "connection");
    text_adds(t, whatif.otherwise == 1 ? " was" : " were");
    text_adds(t, " scored otherwise than control/awards says; the difference"
      " stays.");
    out_line(t);
  }
  out_puts("Replayed are awards, observe, and of karma: strikes, nice,"
    " negative, private,\npenalty_days, penalty_max, reject (0 or not). All"
    " else is not in the journal:\nother checks and options, points of"
    " sender_tld and adjust, tcprules' variables.\n");
}

static void for_people(void)
{
  char line[200];
  struct text t = TEXT(line);
  unsigned int i = 0;
  heading(&t);
  for (; i < WHATIF_CLASSES; i++)
    if (report.was[i] || report.is[i]) class_row(&t, i);
  changes(&t);
  remarks(&t);
}

static void json_change(struct json *j, unsigned int from, unsigned int to)
{
  struct change const *c = &report.change[from][to];
  unsigned int i = 0;
  json_open(j, 0, '{');
  json_string(j, "from", name_of(from));
  json_string(j, "to", name_of(to));
  json_number(j, "connects", (int64_t)c->connects);
  json_number(j, "clients", (int64_t)c->clients);
  json_open(j, "examples", '[');
  for (; i < c->examples; i++)
  {
    char address[ADDRESS_FMT];
    json_open(j, 0, '{');
    json_bytes(j, "address", address,
      address_fmt(address, &c->example[i].address));
    json_number(j, "time", (int64_t)c->example[i].seconds);
    json_close(j, '}');
  }
  json_close(j, ']');
  json_close(j, '}');
}

static void json_classes(struct json *j, char const *name, uint64_t const *n)
{
  unsigned int i = 0;
  json_open(j, name, '{');
  for (; i < WHATIF_CLASSES; i++) json_number(j, name_of(i), (int64_t)n[i]);
  json_close(j, '}');
}

static void for_programs(void)
{
  struct json j = { 0 };
  unsigned int i = 0;
  json_open(&j, 0, '{');
  json_number(&j, "connects", (int64_t)report.connects);
  json_number(&j, "clients", (int64_t)report.clients);
  json_number(&j, "first", (int64_t)report.first);
  json_number(&j, "last", (int64_t)report.last);
  json_number(&j, "otherwise", (int64_t)whatif.otherwise);
  json_classes(&j, "recorded", report.was);
  json_classes(&j, "replayed", report.is);
  json_open(&j, "changes", '[');
  for (; i < WHATIF_CLASSES * WHATIF_CLASSES; i++)
    if (report.change[i / WHATIF_CLASSES][i % WHATIF_CLASSES].connects)
      json_change(&j, i / WHATIF_CLASSES, i % WHATIF_CLASSES);
  json_close(&j, ']');
  json_close(&j, '}');
  json_end(&j);
}

static int run(char const *const *argv)
{
  char const *checks = 0, *awards = 0, *since = 0, *until = 0;
  int json = 0, home = state_open();
  struct setting const settings[] =
  {
    { "--checks", 0, &checks }, { "--awards", 0, &awards },
    { "--since", 0, &since }, { "--until", 0, &until },
    { "--json", &json, 0 }, { 0, 0, 0 }
  };
  uint64_t now = (uint64_t)time(0);
  struct words w;
  words_scan(&w, &command_replay, settings, argv);
  if (words_next(&w)) words_usage(&command_replay);
  report.since = when_scan("--since", since, 0, now);
  report.until = when_scan("--until", until, UINT64_MAX, now);
  configure(home, checks, awards);
  whatif.expire_days = expire_days(home);
  run_through(home);
  if (json) for_programs();
  else if (report.connects) for_people();
  out_flush();
  return !report.connects;
}

struct command const command_replay =
{
  "replay",
  "[--checks file] [--awards file] [--since time] [--until time] [--json]",
  "what another configuration would have made of the journal",
  "  --checks file  in place of control/checks\n"
  "  --awards file  in place of control/awards\n"
  "  --since time   7d, 2023-11-14 or 2023-11-14T22:13:20 UTC (all there is)\n"
  "  --until time   likewise\n"
  "  --json         an object\n"
  "\nVariables override options as always: KARMA_STRIKES=4 qkarma replay.\n",
  run
};
