/* concurrency: how many connections a client may have at once, by what it is.
   $TCPCONNNUM tells how many it has: s6-tcpserverd and its relatives set it,
   ucspi-tcp's tcpserver does not. */

#include <string.h>

#include "check.h"
#include "history.h"
#include "../base/scan.h"
#include "../karma/judge.h"
#include "../session/say.h"

static struct option const options[] =
{
  [STANDING_BAD] = { "bad", OPTION_NUMBER, "1", 0, 1000000, 0,
    "connections at once for a bad client" },
  [STANDING_UNKNOWN] = { "unknown", OPTION_NUMBER, "3", 0, 1000000, 0,
    "likewise for an unknown one" },
  [STANDING_GOOD] = { "good", OPTION_NUMBER, "10", 0, 1000000, 0,
    "likewise for a good one" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value values[OPTIONS];

static void at_connect(struct session *s)
{
  char const *number = client_variable("CONNNUM");
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  uint64_t n, most;
  if (!number || scan_decimal(number, strlen(number), &n, UINT32_MAX)
    != strlen(number) || !*number)
  {
    say(s, SAY_ALL, "concurrency", "skip: TCPCONNNUM is not set");
    return;
  }
  most = values[judge_standing(history_of(s), session_karma(s), s->strikes,
    s->messages > 0)].number;
  if (n <= most)
  {
    say(s, SAY_ALL, "concurrency", "pass");
    return;
  }
  text_adds(&text, "Too many connections at once, try again later.");
  text_addu(&why, n);
  text_adds(&why, " connections, ");
  text_addu(&why, most);
  text_adds(&why, " allowed");
  check_refuse(s, "concurrency", REJECT_TEMP_DISCONNECT, &text, &why);
}

struct check const check_concurrency =
{
  .name = "concurrency",
  .option = options,
  .options = OPTIONS,
  .value = values,
  .hook = { [PHASE_CONNECT] = at_connect }
};
