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
#include "../../journal/order.h"

extern struct command const command_release;

#define MARGIN 60   /* seconds: a line may be stamped before the last fold and
                       written behind it */

struct wish
{
  int home;
  int yes;
  char const *why;
};

static struct view view;

static int guilty(struct record const *r)
{
  return r->since || r->until || r->naughty;
}

/* Go through the clients of a network; release them, or only count. Returns
   how many have anything to forget; *known is how many there are. */
static uint64_t walk(struct wish const *w, struct who const *who, int release,
  uint64_t *known)
{
  uint64_t n = 0;
  *known = 0;
  if (!state_view(&view, w->home)) return 0;
  while (state_next(&view))
  {
    if (!key_isclient(&view.key) || !who_holds(who, &view.key)) continue;
    ++*known;
    if (!guilty(&view.record)) continue;
    n++;
    if (release) effect_sure(order_release(w->home, &view.key, w->why));
  }
  view_close(&view);
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

static int network(struct wish const *w, struct who const *who,
  char const *word)
{
  uint64_t known, n = walk(w, who, 0, &known);
  char line[200];
  struct text subject = { line, 0, sizeof line - 1, 0 };
  text_adds(&subject, word);
  text_adds(&subject, " has");
  line[subject.len] = 0;
  toll_ask(line, n, "release", w->yes);
  if (n) n = walk(w, who, 1, &known);
  report_network(word, n, known);
  return n > 0;
}

/* Will the next fold make a record of it? Who captures the wrong client wants
   to release it at once. */
static int expected(int home, struct key const *k)
{
  uint64_t folded = state_folded(home);
  struct chronicle *c = journal_open(home, folded > MARGIN
    ? folded - MARGIN : 0, UINT64_MAX);
  struct line l;
  struct key other;
  int found = 0;
  while (!found && journal_next(c, &l))
  {
    if (!l.address.known || l.kind == LINE_RELEASE) continue;
    key_client(&other, &l.address);
    found = !key_cmp(&other, k);
  }
  chronicle_close(c);
  return found;
}

static int client(struct wish const *w, struct key const *k)
{
  char line[KEY_FMT + 20], key[KEY_FMT];
  struct text t = TEXT(line);
  struct reader reader;
  struct record record;
  int known;
  state_reader(&reader, w->home);
  known = state_find(&reader, k, &record);
  reader_close(&reader);
  if (!known) known = expected(w->home, k);
  if (known) effect_sure(order_release(w->home, k, w->why));
  text_add(&t, key, key_fmt(key, k));
  text_adds(&t, known ? " is released" : " is unknown");
  out_line(&t);
  return known;
}

static int run(char const *const *argv)
{
  struct wish w = { 0 };
  struct setting const settings[] = { { "--why", 0, &w.why },
    { "--yes", &w.yes, 0 }, { 0, 0, 0 } };
  unsigned int all = 0, released = 0;
  struct words words;
  struct who who;
  struct key k;
  char const *word;
  words_scan(&words, &command_release, settings, argv);
  for (; (word = words_next(&words)); all++) who_scan(&who, word);
  if (!all) words_usage(&command_release);
  author_begin();
  w.home = state_open();
  state_own(w.home);
  words_rewind(&words);
  while ((word = words_next(&words)))
  {
    who_scan(&who, word);
    released += who_client(&who, &k) ? client(&w, &k) > 0
      : network(&w, &who, word) > 0;
  }
  if (released) effect_when(w.home);
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
