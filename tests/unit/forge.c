/* forge ADDRESS [RULES [SIGNATURE]]: a conversation with this client leaves the
   line of stdin, whatever it is, and ends; or it signs as that other one and is
   killed. Then the process that forks enters its line into the journal of
   $QKARMA, as it does in qkarma-server. */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "../../src/base/clock.h"
#include "../../src/server/entry.h"
#include "../../src/server/pigeonhole.h"
#include "../../src/server/rules.h"
#include "../../src/server/settings.h"

static void converse(void)
{
  char line[2000];
  size_t n = fread(line, 1, sizeof line, stdin);
  pigeonhole_own(1);
  _exit(pigeonhole_put(line, n) ? 0 : 1);
}

static void sign(char const *address)
{
  struct address a;
  address_scan(&a, address, strlen(address));
  pigeonhole_own(1);
  pigeonhole_sign(&a);
  raise(SIGKILL);
}

int main(int argc, char **argv)
{
  static struct ruleset ruleset;
  static struct connection_rules rules = { &ruleset, 0, "" };
  static struct order order;
  char line[LINE_LEN];
  size_t n;
  int how;
  PROG = "forge";
  tain_now = clock_stopwatch;
  if (argc < 2 || !address_scan(&order.address, argv[1], strlen(argv[1])))
    return 100;
  order.slot = 1;
  if (argc > 2) rules_use(argv[2], 0);
  settings_begin();
  entry_begin(LOG_FAIL);
  connection_read(&rules, -1);
  if (!pigeonholes_begin(3)) return 111;
  if (!fork()) argc > 3 ? sign(argv[3]) : converse();
  wait(&how);
  if (argc > 3)
  {
    rules_find(&order.address);
    entry_killed(&order, rules_rename(), 7, SIGKILL, &rules);
    return 0;
  }
  if (how) return 1;
  n = pigeonhole_take(1, line);
  rules_find(&order.address);
  if (n) entry_append(&order, rules_rename(), &rules, line, n);
  return pigeonhole_take(1, line) || pigeonhole_take(0, line);
}
