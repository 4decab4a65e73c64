/* flood ADDRESS: appends lines about this client to the journal, one in five
   milliseconds, until SIGTERM. Then prints how many are in, and how many are
   not. With less of a pause twenty of these outrun a slow fold on a busy
   machine, and it would never see an end. */

#include <signal.h>
#include <string.h>
#include <time.h>

#include <skalibs/buffer.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "../../src/config/home.h"
#include "../../src/journal/append.h"
#include "../../src/karma/line.h"

static volatile sig_atomic_t enough;

static void stop(int signal)
{
  (void)signal;
  enough = 1;
}

int main(int argc, char const *const *argv)
{
  char s[LINE_LEN], count[100];
  struct text text = TEXT(s), t = TEXT(count);
  struct line l = { .class = CLASS_NICE, .stamp = { 1700000000, 0 },
    .end = "quit", .endlen = 4, .events = "-", .eventslen = 1 };
  struct timespec const pause = { 0, 5000000 };
  uint64_t in = 0, out = 0;
  int home = home_open();
  PROG = "flood";
  if (argc != 2
    || !address_scan(&l.address, argv[1], strlen(argv[1])))
    strerr_dieusage(100, "flood address");
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  if (sig_catch(SIGTERM, &stop) == -1) strerr_diefusys(111, "catch");
  line_connection(&text, &l);
  line_finish(&text);
  while (!enough)
  {
    if (append_line(home, text.s, text.len)) in++;
    else out++;
    nanosleep(&pause, 0);
  }
  text_addu(&t, in);
  text_addc(&t, ' ');
  text_addu(&t, out);
  text_addc(&t, '\n');
  buffer_putflush(buffer_1, t.s, t.len);
  return 0;
}
