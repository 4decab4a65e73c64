/* qkarma import: what another program knew of clients, as orders in the
   journal. Nothing is written unless every line makes sense; a client whose
   record has all of it already gets no order. */

#include <string.h>
#include <time.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "../args/author.h"
#include "../args/words.h"
#include "../open/foreign_table.h"
#include "../open/config.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../print/time_text.h"
#include "../report/order_notice.h"
#include "../../journal/order.h"
#include "../../karma/rule.h"

extern struct command const command_import;

#define DAYS_MOST (36500 * (uint64_t)OPTION_ONE)

static struct ruleset ruleset;

struct import_options
{
  int home;
  uint64_t now;
  uint64_t days;            /* a penalty lasts so many, in ten-thousandths */
  char const *file;
  struct reader reader;
  int write;                /* second pass */
  uint64_t line;
  uint64_t wrong;
  uint64_t known;           /* had all of it already */
  uint64_t imported;
};

static void warn(struct import_options const *o, char const *why)
{
  char line[32];
  struct text t = { line, 0, sizeof line - 1, 0 };
  text_addu(&t, o->line);
  line[t.len] = 0;
  strerr_warnw(o->file, ": line ", line, ": ", why);
}

/* The box ends where it ended there. One that begins in the future (qpsmtpd
   starts a penalty late to make it longer) runs already: it began some whole
   days earlier and lasts as many more. */
static void box(struct import_options const *o, struct line *l)
{
  uint64_t late;
  if (!l->since) return;
  late = l->since > o->now
    ? (l->since - o->now + RECORD_DAY - 1) / RECORD_DAY : 0;
  l->since -= late * RECORD_DAY;
  l->days = o->days + late * OPTION_ONE;
}

/* Would it change the client's record? */
static int news(struct import_options *o, struct key const *k,
  struct line const *l)
{
  struct record before, after;
  int exists = state_find(&o->reader, k, &before);
  if (!exists) memset(&before, 0, sizeof before);
  after = before;
  rule_apply(&after, &exists, l, o->now, RULE_NEVER, RECORD_VERSION);
  return memcmp(&before, &after, sizeof before) != 0;
}

static void client(struct import_options *o, struct line *l)
{
  struct key k;
  key_client(&k, &l->address);
  l->kind = LINE_IMPORT;
  l->stamp.seconds = o->now;
  if (!news(o, &k, l)) o->known++;
  else
  {
    order_notice_sure(order_import(o->home, l));
    o->imported++;
  }
}

/* The first time all are looked at (the fold takes no order of more days than
   this), the second time they are written. */
static void take(struct import_options *o, struct line *l)
{
  if (o->write) client(o, l);
  else if (l->days > DAYS_MOST)
  {
    o->wrong++;
    warn(o, "the time lies more than a hundred years in the future");
  }
}

static void line(struct import_options *o, char const *s, size_t n)
{
  struct line l;
  char const *why;
  o->line++;
  if (n && s[n - 1] == '\r') n--;
  switch (foreign_table_scan(&l, s, n, &why))
  {
    case FOREIGN_CLIENT:
      box(o, &l);
      take(o, &l);
      break;
    case FOREIGN_OWN:
      take(o, &l);
      break;
    case FOREIGN_WRONG:
      o->wrong++;
      warn(o, why);
      break;
    case FOREIGN_NOTHING:
      break;
  }
}

static void lines(struct import_options *o, stralloc const *file)
{
  size_t at = 0;
  o->line = 0;
  while (at < file->len)
  {
    char const *s = file->s + at;
    char const *lf = memchr(s, '\n', file->len - at);
    size_t n = lf ? (size_t)(lf - s) : file->len - at;
    line(o, s, n);
    at += n + 1;
  }
}

static void report(struct import_options const *o)
{
  char text[200];
  struct text t = TEXT(text);
  text_adds(&t, "imported ");
  column_count(&t, o->imported, "client");
  text_adds(&t, "; ");
  column_count(&t, o->known, "client");
  text_adds(&t, " had nothing new");
  out_line(&t);
  if (o->imported) order_notice_when(o->home);
}

static int run(char const *const *argv)
{
  static stralloc file = STRALLOC_ZERO;
  static struct import_options o;
  char const *days = 0;
  struct setting const settings[] = { { "--days", 0, &days }, MOMENT_LOCAL,
    { 0, 0, 0 } };
  struct words words;
  words_scan(&words, &command_import, settings, argv);
  o.file = words_last(&words);
  if (!o.file) words_usage(&command_import);
  author_begin();
  o.home = state_open();
  o.now = (uint64_t)time(0);
  config_read(&ruleset, o.home);
  o.days = words_fraction("--days", days, ruleset.settings.penalty_days, 0,
    DAYS_MOST);
  if (!(strcmp(o.file, "-") ? openslurpclose(&file, o.file) : slurp(&file, 0)))
    strerr_diefusys(111, "read ", o.file);
  state_own(o.home);
  lines(&o, &file);
  if (o.wrong) strerr_dief(1, "nothing is imported");
  state_reader(&o.reader, o.home);
  o.write = 1;
  lines(&o, &file);
  report(&o);
  out_flush();
  return 0;
}

struct command const command_import =
{
  "import",
  "[--days n] [--local] file",
  "what another program knew: a table, or another qkarma",
  "  file       lines of address since naughty nice connects, or what\n"
  "             `qkarma list --json` prints; - is stdin\n"
  "  --days n   a penalty there lasted so many days (karma's penalty_days)\n"
  "  --local    times in a table are in the local time zone\n",
  run
};
