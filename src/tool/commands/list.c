/* qkarma list: the clients that the databases know, a line each, in the order
   of their addresses. In constant memory, however many there are. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/target.h"
#include "../args/words.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/json.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../print/terminal.h"
#include "../report/spared.h"
#include "../report/top_n.h"
#include "../../config/option.h"
#include "../../karma/rule.h"

extern struct command const command_list;

#define SORTED 1000     /* rows with --sort, unless --limit says so */
#define LIMIT_MOST 1000000000

enum { HISTORY_END = 32, NICE_END = 38, NAUGHTY_END = 46, CONNECTS_END = 55,
  LAST = 56, BOX_END = 79 };

enum filter { ALL, NAUGHTY, NICE, BOTH, BOXED, SPARED };
static char const filters[] = "all naughty nice both boxed spared";

enum sort { BY_LAST, BY_NAUGHTY, BY_CONNECTS };
static char const sorts[] = "last naughty connects";

struct list_options
{
  int json;
  enum filter filter;
  int filtered;             /* it was named */
  int sort;                 /* enum sort; -1: by address */
  uint64_t limit;
  struct range who;        /* if narrow */
  int narrow;
  uint64_t now;
  uint64_t printed;
};

static void heading(struct text *t)
{
  text_adds(t, "CLIENT");
  column_word(t, HISTORY_END, "HISTORY");
  column_word(t, NICE_END, "NICE");
  column_word(t, NAUGHTY_END, "NAUGHTY");
  column_word(t, CONNECTS_END, "CONNECTS");
  column_left(t, LAST, "LAST SEEN, ");
  text_adds(t, time_text_zone());
  column_word(t, BOX_END, "BOXED");
  out_line(t);
}

/* Days left in the box. */
static void box(struct text *t, struct record const *r, uint64_t now)
{
  char s[32];
  struct text days = { s, 0, sizeof s - 1, 0 };
  column_days(&days, r->until - now);
  s[days.len] = 0;
  column_word(t, BOX_END, s);
}

static void row(struct text *t, struct key const *k, struct record const *r,
  uint64_t now)
{
  int boxed = rule_boxed(r, now);
  char key[KEY_FMT];
  text_add(t, key, key_fmt(key, k));
  column_number(t, HISTORY_END, record_history(r));
  column_number(t, NICE_END, (int64_t)r->nice);
  column_number(t, NAUGHTY_END, (int64_t)r->naughty);
  column_number(t, CONNECTS_END, (int64_t)r->connects);
  column_goto(t, LAST);
  time_text_minute(t, r->last);
  if (boxed) box(t, r, now);
  terminal_line(t, 0, boxed ? t->len : 0, COLOUR_RED);
}

static void object(struct key const *k, struct record const *r, uint64_t now)
{
  struct json j = { 0 };
  json_open(&j, 0, '{');
  json_key(&j, "client", k);
  json_record(&j, r, now);
  json_close(&j, '}');
  json_end(&j);
}

static void print(struct list_options *o, struct key const *k,
  struct record const *r)
{
  char line[200];
  struct text t = TEXT(line);
  if (o->json) object(k, r, o->now);
  else
  {
    if (!o->printed) heading(&t);
    row(&t, k, r, o->now);
  }
  o->printed++;
}

static int wanted(struct list_options const *o, struct key const *k,
  struct record const *r)
{
  if (!key_isclient(k) || (o->narrow && !target_holds(&o->who, k))) return 0;
  switch (o->filter)
  {
    case NAUGHTY: return r->naughty > 0;
    case NICE: return r->nice > 0;
    case BOTH: return r->naughty && r->nice;
    case BOXED: return rule_boxed(r, o->now);
    default: return 1;
  }
}

static uint64_t value_of(enum sort sort, struct record const *r)
{
  return sort == BY_LAST ? r->last : sort == BY_NAUGHTY ? r->naughty
    : r->connects;
}

static void sorted(struct list_options *o, struct merged_scan *v)
{
  struct top_n top = TOP_N_ZERO;
  struct top_n_client const *c;
  uint64_t n, i = 0;
  top.most = o->limit;
  while (state_next(v))
    if (wanted(o, &v->key, &v->record))
      top_n_add(&top, value_of((enum sort)o->sort, &v->record), &v->key,
        &v->record);
  c = top_n_sorted(&top, &n);
  for (; i < n; i++) print(o, &c[i].key, &c[i].record);
}

static void straight(struct list_options *o, struct merged_scan *v)
{
  while (o->printed < o->limit && state_next(v))
    if (wanted(o, &v->key, &v->record)) print(o, &v->key, &v->record);
}

/* An operand: a filter's name, or whom to list. */
static void operand(struct list_options *o, char const *word)
{
  int i = option_word(filters, word, strlen(word));
  if (i != -1 && o->filtered++)
    strerr_dief(100, "one filter at a time, and ", word, " is the second");
  if (i != -1) o->filter = (enum filter)i;
  else if (o->narrow)
    strerr_dief(100, "one network at a time, and ", word, " is the second");
  else
  {
    target_scan(&o->who, word);
    o->narrow = 1;
  }
}

static void scan(struct list_options *o, char const *const *argv)
{
  char const *limit = 0, *sort = 0, *word;
  struct setting const settings[] = { { "--json", &o->json, 0 },
    { "--sort", 0, &sort }, { "--limit", 0, &limit },
    MOMENT_LOCAL, { 0, 0, 0 } };
  struct words words;
  words_scan(&words, command_find(argv[0]), settings, argv);
  while ((word = words_next(&words))) operand(o, word);
  o->sort = sort ? words_choice("--sort", sort, sorts) : -1;
  o->limit = words_number("--limit", limit, sort ? SORTED : UINT64_MAX, 1,
    sort ? TOP_N_MOST : LIMIT_MOST);
}

/* Not of the databases: who is spared need never have been here. */
static int spared(struct list_options const *o)
{
  uint64_t n;
  if (o->sort != -1 || o->limit != UINT64_MAX)
    strerr_dief(100, "what is spared is listed as " SPARE " has it");
  n = spared_list(state_open(), o->narrow ? &o->who : 0, o->json);
  out_flush();
  if (!n) strerr_warni(o->narrow ? "nobody there is spared"
    : "nobody is spared");
  return !n;
}

static int run(char const *const *argv)
{
  static struct merged_scan v;
  struct list_options o = { .now = (uint64_t)time(0) };
  int any;
  scan(&o, argv);
  if (o.filter == SPARED) return spared(&o);
  any = state_scan(&v, state_open());
  if (any) (o.sort == -1 ? straight : sorted)(&o, &v);
  out_flush();
  if (!any) strerr_warni("nothing was folded yet, so no client is known");
  else if (!o.printed) strerr_warni("there are no such clients");
  return !o.printed;
}

#define WORDS "[--json] [--local] [--sort last|naughty|connects] [--limit n] " \
  "[naughty|nice|both|boxed|spared|all] [network]"
#define MORE \
  "  naughty nice both boxed   only clients that were, or are, so\n" \
  "  spared                    the lines of control/spare\n" \
  "  network                   only clients in it: 192.0.2.0/24\n" \
  "  --sort column             the most of it first (1000 rows)\n" \
  "  --limit n                 so many rows at most\n" \
  "  --local                   times in the local time zone\n" \
  "  --json                    an object a line\n"

struct command const command_list =
{
  "list", WORDS, "the clients in the databases", MORE, run
};

struct command const command_search =
{
  "search", WORDS, "the same as list", MORE, run
};
