/* qkarma set: change what the fold goes by. An order in the journal; the next
   fold carries it out. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/author.h"
#include "../args/words.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/out.h"
#include "../report/order_notice.h"
#include "../report/order_cost.h"
#include "../../journal/order.h"
#include "../../karma/rule.h"

#define DAYS_MAX 36500

extern struct command const command_set;

struct expiry
{
  uint64_t now;
  uint64_t days;
};

static int expires(struct record const *r, void const *data)
{
  struct expiry const *e = data;
  return rule_dead(r, e->now, e->now, e->days, RECORD_VERSION);
}

static void report(uint64_t days, struct order_cost const *cost)
{
  char line[200];
  struct text t = TEXT(line);
  text_adds(&t, "clients that were not seen for ");
  column_count(&t, days, "day");
  text_adds(&t, " are forgotten from now on: ");
  text_addu(&t, cost->lost);
  text_adds(&t, " of ");
  text_addu(&t, cost->known);
  out_line(&t);
}

static int run(char const *const *argv)
{
  int yes = 0, home;
  struct setting const settings[] = { { "--yes", &yes, 0 }, { 0, 0, 0 } };
  struct expiry e = { .now = (uint64_t)time(0) };
  struct order_cost cost;
  struct words w;
  char const *name, *value;
  words_scan(&w, &command_set, settings, argv);
  name = words_next(&w);
  value = words_last(&w);
  if (!name || !value) words_usage(&command_set);
  if (strcmp(name, "expire_days"))
    strerr_dief(100, "there is no ", name, " to set; there is expire_days");
  e.days = words_number(name, value, 0, 1, DAYS_MAX);
  author_begin();
  home = state_open();
  state_own(home);
  order_cost_count(&cost, home, expires, &e);
  order_cost_ask("there are", cost.lost, "forget", yes);
  order_notice_sure(order_set(home, e.days));
  report(e.days, &cost);
  order_notice_when(home);
  out_flush();
  return 0;
}

struct command const command_set =
{
  "set",
  "[--yes] expire_days N",
  "after how many days a client that is not seen is forgotten",
  "  --yes   even if that forgets more than 256 clients\n",
  run
};
