/* qkarma prune: forget clients that were not seen for some days. An order in
   the journal; the next fold carries it out. */

#include <string.h>

#include <skalibs/strerr.h>

#include "effect.h"
#include "out.h"
#include "state.h"
#include "tool.h"
#include "words.h"
#include "../base/scan.h"
#include "../store/order.h"

#define DAYS_MAX UINT64_C(365000000)    /* in ten-thousandths */

extern struct command const command_prune;

static uint64_t scan(char const *days)
{
  uint64_t n;
  if (!scan_fraction(days, strlen(days), &n, DAYS_MAX))
    strerr_dief(100, days, " is not a number of days");
  return n;
}

static int run(char const *const *argv)
{
  static struct setting const none[] = { { 0, 0, 0 } };
  struct words w;
  char const *days;
  char line[100];
  struct text t = TEXT(line);
  uint64_t n;
  int home;
  words_scan(&w, &command_prune, none, argv);
  days = words_last(&w);
  n = scan(days ? days : "7");
  home = state_open();
  state_own(home);
  effect_sure(order_prune(home, n));
  text_adds(&t, "clients that were not seen for ");
  text_addfraction(&t, n);
  text_adds(&t, n == 10000 ? " day are forgotten" : " days are forgotten");
  out_line(&t);
  effect_when(home);
  out_flush();
  return 0;
}

struct command const command_prune =
{
  "prune",
  "[days]",
  "forget clients that were not seen for so many days (7)",
  0,
  run
};
