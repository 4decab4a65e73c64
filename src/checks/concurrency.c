/* concurrency: how many connections a client may have at once, by what it is.
   $TCPCONNNUM tells how many it has: s6-tcpserverd and its relatives set it,
   ucspi-tcp's tcpserver does not. Whether this connection is one of them is
   nowhere said: for s6-networking before 2.6 and s6 before 2.12 it is, for
   later ones it is not. Only 0 leaves no doubt. So the operator says it, and
   who does not say it allows one more at worst, never one less. */

#include <string.h>

#include "check.h"
#include "history.h"
#include "../base/scan.h"
#include "../karma/classify.h"
#include "../session/result.h"

enum { BAD, UNKNOWN, GOOD, REJECT, COUNTS };

static struct option const options[] =
{
  [BAD] = { "bad", OPTION_NUMBER, "1", 1, 0, 1000000, 0,
    "connections at once for a bad client" },
  [UNKNOWN] = { "unknown", OPTION_NUMBER, "3", 3, 0, 1000000, 0,
    "likewise for an unknown one" },
  [GOOD] = { "good", OPTION_NUMBER, "10", 10, 0, 1000000, 0,
    "likewise for a good one" },
  [REJECT] = { "reject", OPTION_WORD, "1", 1, 0, 0, "0 1",
    "0: only record it" },
  [COUNTS] = { "counts", OPTION_WORD, "all", 0, 0, 0, "all others",
    "what the server's number counts: others: not this connection" }
};

#define OPTIONS (sizeof options / sizeof *options)

extern struct check const check_concurrency;

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_concurrency, i);
}

static uint64_t allowed(struct session *s)
{
  switch (classify_client(history_record(s), session_karma(s), s->settings,
    s->messages > 0))
  {
    case CLIENT_BAD: return option(s, BAD)->number;
    case CLIENT_GOOD: return option(s, GOOD)->number;
    default: return option(s, UNKNOWN)->number;
  }
}

/* What the server counted. 1, or 0 when nobody counts. */
static int count(uint64_t *n)
{
  char const *number = client_variable("CONNNUM");
  size_t len = number ? strlen(number) : 0;
  return len && scan_decimal(number, len, n, UINT32_MAX) == len;
}

/* The client's connections now, this one included. */
static uint64_t connections(struct session *s, uint64_t counted)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  if (option(s, COUNTS)->number) return counted + 1;
  if (counted) return counted;
  text_adds(&why, client_proto());
  text_adds(&why, "CONNNUM is 0: the server counts others, and so should "
    "`counts'");
  result_set(s, "concurrency", RESULT_PASS, &why);
  return 1;
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
    result_set(s, "concurrency", RESULT_SKIP, &why);
    return;
  }
  n = connections(s, n);
  most = allowed(s);
  if (n <= most) return;
  text_adds(&text, "Too many connections at once, try again later.");
  text_addu(&why, n);
  text_adds(&why, " connections, ");
  text_addu(&why, most);
  text_adds(&why, " allowed");
  check_fail(s, "concurrency", option(s, REJECT), REJECT_TEMP_DISCONNECT, &text,
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
  .explain = explain,
  .hook = { [PHASE_CONNECT] = at_connect }
};
