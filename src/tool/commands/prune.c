/* qkarma prune: forget clients that were not seen for some days. An order in
   the journal; the next fold carries it out. */

#include <time.h>

#include "../args/author.h"
#include "../args/words.h"
#include "../open/state.h"
#include "../print/out.h"
#include "../report/order_notice.h"
#include "../report/order_cost.h"
#include "../../config/option.h"
#include "../../journal/order.h"
#include "../../karma/rule.h"

#define DAYS_MAX UINT64_C(365000000)    /* in ten-thousandths */

extern struct command const command_prune;

static int pruned(struct record const *r, void const *order)
{
  return rule_prunes(order, r);
}

static void report(uint64_t days, struct order_cost const *cost)
{
  char line[200];
  struct text t = TEXT(line);
  text_adds(&t, "clients that were not seen for ");
  text_addfraction(&t, days);
  text_adds(&t, days == OPTION_ONE ? " day are forgotten: " :
    " days are forgotten: ");
  text_addu(&t, cost->lost);
  text_adds(&t, " of ");
  text_addu(&t, cost->known);
  out_line(&t);
}

static int run(char const *const *argv)
{
  int yes = 0, home;
  struct setting const settings[] = { { "--yes", &yes, 0 }, { 0, 0, 0 } };
  struct line order = { .kind = LINE_PRUNE };
  struct order_cost cost;
  struct words w;
  words_scan(&w, &command_prune, settings, argv);
  order.days = words_fraction("days", words_last(&w), 7 * OPTION_ONE, 0,
    DAYS_MAX);
  order.stamp.seconds = (uint64_t)time(0);
  author_begin();
  home = state_open();
  state_own(home);
  order_cost_count(&cost, home, pruned, &order);
  order_cost_ask("there are", cost.lost, "forget", yes);
  order_notice_sure(order_prune(home, order.days));
  report(order.days, &cost);
  order_notice_when(home);
  out_flush();
  return 0;
}

struct command const command_prune =
{
  "prune",
  "[--yes] [days]",
  "forget clients that were not seen for so many days (7)",
  "  --yes   even if that is more than 256 clients\n",
  run
};
