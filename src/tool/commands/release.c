/* qkarma release: out of the box, and the offences forgotten; what was nice
   stays. A network stands for its clients that have anything to forget. */

#include <skalibs/strerr.h>

#include "../args/author.h"
#include "../args/target.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../report/order_notice.h"
#include "../report/order_cost.h"
#include "../../journal/log.h"
#include "../../journal/order.h"

extern struct command const command_release;

#define MARGIN 60   /* seconds: a line may be stamped before the last fold and
                       written behind it */

struct release_options
{
  int home;
  int yes;
  char const *why;
};

static struct merged_scan scan;

/* Go through the clients of a network; release them, or only count. Returns
   how many have anything to forget; *known is how many there are. */
static uint64_t scan_network(struct release_options const *o,
  struct range const *who, int release, uint64_t *known)
{
  uint64_t n = 0;
  *known = 0;
  if (!state_scan(&scan, o->home)) return 0;
  while (state_next(&scan))
  {
    struct record const *r = &scan.record;
    if (!key_isclient(&scan.key) || !target_holds(who, &scan.key)) continue;
    ++*known;
    if (!r->since && !r->until && !r->naughty) continue;
    n++;
    if (release) order_notice_sure(order_release(o->home, &scan.key, o->why));
  }
  merged_scan_close(&scan);
  return n;
}

static void report_network(char const *word, uint64_t n, uint64_t known)
{
  char line[200];
  struct text t = TEXT(line);
  text_adds(&t, word);
  text_adds(&t, ": released ");
  column_count(&t, n, "client");
  text_adds(&t, " of ");
  text_addu(&t, known);
  text_adds(&t, " that are known");
  out_line(&t);
}

static int network(struct release_options const *o, struct range const *who,
  char const *word)
{
  uint64_t known, n = scan_network(o, who, 0, &known);
  char line[200];
  struct text subject = { line, 0, sizeof line - 1, 0 };
  text_adds(&subject, word);
  text_adds(&subject, " has");
  line[subject.len] = 0;
  order_cost_ask(line, n, "release", o->yes);
  if (n) n = scan_network(o, who, 1, &known);
  report_network(word, n, known);
  return n > 0;
}

static int in_journal(int home, int own, struct key const *k)
{
  uint64_t folded = state_folded(home);
  struct journal_reader *c;
  struct line l;
  struct key other;
  int found = 0;
  read_journal_own = own;
  c = read_journal_since(home, folded > MARGIN ? folded - MARGIN : 0,
    UINT64_MAX);
  while (!found && read_journal_next(c, &l))
  {
    if (!l.address.known || l.kind == LINE_RELEASE) continue;
    key_client(&other, &l.address);
    found = !key_cmp(&other, k);
  }
  journal_reader_close(c);
  return found;
}

/* Will the next fold make a record of it? Who captures the wrong client wants
   to release it at once, though no other host may have heard of it yet. */
static int expected(int home, struct key const *k)
{
  return in_journal(home, 0, k)
    || (log_is_common(log_folded(home)) && in_journal(home, 1, k));
}

static int client(struct release_options const *o, struct key const *k)
{
  char line[KEY_FMT + 20], key[KEY_FMT];
  struct text t = TEXT(line);
  struct reader reader;
  struct record record;
  int known;
  state_reader(&reader, o->home);
  known = state_find(&reader, k, &record);
  reader_close(&reader);
  if (!known) known = expected(o->home, k);
  if (known) order_notice_sure(order_release(o->home, k, o->why));
  text_add(&t, key, key_fmt(key, k));
  text_adds(&t, known ? " is released" : " is unknown");
  out_line(&t);
  return known;
}

static int run(char const *const *argv)
{
  struct release_options o = { 0 };
  struct setting const settings[] = { { "--why", 0, &o.why },
    { "--yes", &o.yes, 0 }, { 0, 0, 0 } };
  unsigned int all = 0, released = 0;
  struct words words;
  struct range who;
  struct key k;
  char const *word;
  words_scan(&words, &command_release, settings, argv);
  for (; (word = words_next(&words)); all++) target_scan(&who, word);
  if (!all) words_usage(&command_release);
  author_begin();
  o.home = state_open();
  state_own(o.home);
  words_rewind(&words);
  while ((word = words_next(&words)))
  {
    target_scan(&who, word);
    released += target_client(&who, &k) ? client(&o, &k) > 0
      : network(&o, &who, word) > 0;
  }
  if (released) order_notice_when(o.home);
  out_flush();
  return released < all;
}

struct command const command_release =
{
  "release",
  "[--why text] [--yes] address|network...",
  "out of the box, and offences forgotten",
  "  network      all clients in it that have a box or an offence\n"
  "  --why text   goes into the journal\n"
  "  --yes        even if that is more than 256 clients\n",
  run
};
