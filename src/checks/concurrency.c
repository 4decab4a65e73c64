/* concurrency: how many connections a client may have at once, by what it is.
   $TCPCONNNUM tells how many it has: s6-tcpserverd and its relatives set it,
   ucspi-tcp's tcpserver does not. */

#include <string.h>

#include "check.h"
#include "history.h"
#include "../base/scan.h"
#include "../karma/judge.h"
#include "../session/opinion.h"

enum { BAD, UNKNOWN, GOOD, REJECT };

static struct option const options[] =
{
  [BAD] = { "bad", OPTION_NUMBER, "1", 1, 0, 1000000, 0,
    "connections at once for a bad client" },
  [UNKNOWN] = { "unknown", OPTION_NUMBER, "3", 3, 0, 1000000, 0,
    "likewise for an unknown one" },
  [GOOD] = { "good", OPTION_NUMBER, "10", 10, 0, 1000000, 0,
    "likewise for a good one" },
  [REJECT] = { "reject", OPTION_WORD, "1", 1, 0, 0, "0 1",
    "0: only record it" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value values[OPTIONS];

static uint64_t allowed(struct session *s)
{
  switch (judge_standing(history_of(s), session_karma(s), s->strikes,
    s->messages > 0))
  {
    case STANDING_BAD: return values[BAD].number;
    case STANDING_GOOD: return values[GOOD].number;
    default: return values[UNKNOWN].number;
  }
}

/* Its connections now, this one included. 1, or 0 when nobody counts them. */
static int count(uint64_t *n)
{
  char const *number = client_variable("CONNNUM");
  size_t len = number ? strlen(number) : 0;
  return len && scan_decimal(number, len, n, UINT32_MAX) == len;
}

static void at_connect(struct session *s)
{
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  uint64_t n, most;
  if (!count(&n))
  {
    text_adds(&why, client_proto());
    text_adds(&why, "CONNNUM is not set");
    opinion_set(s, "concurrency", WORD_SKIP, &why);
    return;
  }
  most = allowed(s);
  if (n <= most) return;
  text_adds(&text, "Too many connections at once, try again later.");
  text_addu(&why, n);
  text_adds(&why, " connections, ");
  text_addu(&why, most);
  text_adds(&why, " allowed");
  check_fail(s, "concurrency", &values[REJECT], REJECT_TEMP_DISCONNECT, &text,
    &why);
}

static void explain(struct session *s, struct text *t)
{
  uint64_t most = allowed(s);
  text_addu(t, most);
  text_adds(t, most == 1 ? " connection at once" : " connections at once");
}

struct check const check_concurrency =
{
  .name = "concurrency",
  .option = options,
  .options = OPTIONS,
  .value = values,
  .explain = explain,
  .hook = { [PHASE_CONNECT] = at_connect }
};
