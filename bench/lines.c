/* lines COUNT CLIENTS [FIRST]: prints a journal of COUNT connections, spread
   over the last day, of CLIENTS clients, one of five in IPv6, all equally
   often and well mixed; as connections are: many rejected, few nice. With
   FIRST it goes on where another one, of so many connections, has ended. */

#include <string.h>
#include <time.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "clients.h"
#include "../src/karma/line.h"

#define DAY 86400

static void behave(struct line *l, uint32_t dice)
{
  l->karma = dice % 3 ? 0 : -1;
  l->class = CLASS_NEUTRAL;
  l->end = dice % 3 ? "quit" : "rejected";
  l->events = dice % 3 ? "-" : "early_talk";
  if (dice % 7 == 0)
  {
    l->class = CLASS_NICE;
    l->karma = 2;
    l->counts.success = 1;
    l->end = "quit";
    l->events = "message_accepted";
  }
  else if (dice % 11 == 0)
  {
    l->class = CLASS_NAUGHTY;
    l->karma = -3;
    l->counts.permfail = 3;
    l->end = "rejected";
    l->events = "early_talk,bad_recipient*2";
  }
  l->endlen = strlen(l->end);
  l->eventslen = strlen(l->events);
}

static unsigned int number(char const *s)
{
  unsigned int u;
  if (!uint0_scan(s, &u) || !u)
    strerr_dieusage(100, "lines COUNT CLIENTS [FIRST]");
  return u;
}

int main(int argc, char const *const *argv)
{
  uint64_t i, count, clients, first, from;
  PROG = "lines";
  if (argc < 3) strerr_dieusage(100, "lines COUNT CLIENTS [FIRST]");
  count = number(argv[1]);
  clients = number(argv[2]);
  first = argc > 3 ? number(argv[3]) : 0;
  from = (uint64_t)time(0) - DAY;
  for (i = 0; i < count; i++)
  {
    char array[LINE_LEN];
    struct text t = TEXT(array);
    struct line l;
    memset(&l, 0, sizeof l);
    l.stamp.seconds = from + i * DAY / count;
    l.stamp.nano = (uint32_t)(i % 1000000000);
    l.negative = 1;
    l.penalty_days = 10000;
    l.penalty_max = 300000;
    client_address(&l.address,
      (uint32_t)((first + i) * CLIENTS_STRIDE % clients));
    behave(&l, (uint32_t)((first + i) * CLIENTS_STRIDE >> 7));
    line_connection(&t, &l);
    line_pair(&t, "helo", "mail.example.org", 16);
    line_pair(&t, "t", "3", 1);
    line_pair(&t, "pid", "12345", 5);
    line_finish(&t);
    if (buffer_put(buffer_1, t.s, t.len) == -1)
      strerr_diefusys(111, "write");
  }
  return buffer_flush(buffer_1) ? 0 : 111;
}
