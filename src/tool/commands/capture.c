/* qkarma capture: into the box. */

#include <string.h>

#include <skalibs/strerr.h>

#include "../args/author.h"
#include "../args/target.h"
#include "../args/words.h"
#include "../open/config.h"
#include "../open/spare_lines.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../report/order_notice.h"
#include "../../journal/order.h"

extern struct command const command_capture;

#define DAYS_MOST (36500 * (uint64_t)OPTION_ONE)

static struct ruleset ruleset;

static void client(struct key *k, char const *word)
{
  struct range who;
  target_scan(&who, word);
  if (!target_client(&who, k))
    strerr_dief(100, word, " is a network; clients are boxed one by one");
}

static void report(struct key const *k, uint64_t days)
{
  char line[200], key[KEY_FMT];
  struct text t = TEXT(line);
  text_add(&t, key, key_fmt(key, k));
  text_adds(&t, " is boxed for ");
  text_addfraction(&t, days);
  text_adds(&t, days == OPTION_ONE ? " day" : " days");
  out_line(&t);
}

/* The check karma lets private addresses pass, boxed or not, and no check looks
   at who is spared. */
static void warn(int home, struct key const *k, char const *word)
{
  struct address a;
  struct spare who = { .name = "" };
  struct spare_line line;
  target_scan(&who.range, word);
  if (spare_lines_find(&line, home, &who))
    strerr_warnw(word, " is spared by " SPARE ": the box does not hold it"
      " before `qkarma unspare`");
  key_address(&a, k);
  if (address_private(&a))
    strerr_warnw(word, " is a private address: karma refuses it only with the"
      " option private 1");
}

static int run(char const *const *argv)
{
  char const *days_text = 0, *why = 0, *word;
  struct setting const settings[] = { { "--days", 0, &days_text },
    { "--why", 0, &why }, { 0, 0, 0 } };
  int home;
  uint64_t days;
  struct words w;
  struct key k;
  words_scan(&w, &command_capture, settings, argv);
  if (!words_next(&w)) words_usage(&command_capture);
  words_rewind(&w);
  while ((word = words_next(&w))) client(&k, word);
  author_begin();
  home = state_open();
  state_own(home);
  config_read(&ruleset, home);
  days = words_fraction("--days", days_text, ruleset.settings.penalty_days, 0,
    DAYS_MOST);
  words_rewind(&w);
  while ((word = words_next(&w)))
  {
    client(&k, word);
    order_notice_sure(order_capture(home, &k, days, why));
    report(&k, days);
    warn(home, &k, word);
  }
  order_notice_when(home);
  out_flush();
  return 0;
}

struct command const command_capture =
{
  "capture",
  "[--days n] [--why text] address...",
  "put clients into the box",
  "  --days n     for so many days, as 0.5 (karma's penalty_days)\n"
  "  --why text   goes into the journal\n",
  run
};
