/* forge ADDRESS [RULES]: a conversation with this client leaves the line of
   stdin, whatever it is, and ends; then the process that forks enters it into
   the journal of $QKARMA, as it does in qkarma-server. */

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
  rules_use(argv[2], 0);
  settings_begin();
  entry_begin(LOG_FAIL);
  connection_read(&rules, -1);
  if (!pigeonholes_begin(3)) return 111;
  if (!fork()) converse();
  wait(&how);
  if (how) return 1;
  n = pigeonhole_take(1, line);
  rules_find(&order.address);
  if (n) entry_append(&order, rules_rename(), &rules, line, n);
  return pigeonhole_take(1, line) || pigeonhole_take(0, line);
}
