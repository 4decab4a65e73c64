/* qkarma set: change what the fold goes by. An order in the journal; the next
   fold carries it out. */

#include <string.h>

#include <skalibs/strerr.h>

#include "column.h"
#include "effect.h"
#include "out.h"
#include "state.h"
#include "tool.h"
#include "words.h"
#include "../store/order.h"

#define DAYS_MAX 36500

extern struct command const command_set;

static int run(char const *const *argv)
{
  static struct setting const none[] = { { 0, 0, 0 } };
  struct words w;
  char const *name, *value;
  char line[100];
  struct text t = TEXT(line);
  uint64_t days;
  int home;
  words_scan(&w, &command_set, none, argv);
  name = words_next(&w);
  value = words_last(&w);
  if (!name || !value) words_usage(&command_set);
  if (strcmp(name, "expire_days"))
    strerr_dief(100, "there is no ", name, " to set; there is expire_days");
  days = words_number(name, value, 0, 1, DAYS_MAX);
  home = state_open();
  state_own(home);
  effect_sure(order_set(home, days));
  text_adds(&t, "a client is forgotten when it was not seen for ");
  column_count(&t, days, "day");
  out_line(&t);
  effect_when(home);
  out_flush();
  return 0;
}

struct command const command_set =
{
  "set",
  "expire_days N",
  "after how many days a client that is not seen is forgotten",
  0,
  run
};
