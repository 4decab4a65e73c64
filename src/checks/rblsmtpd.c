/* rblsmtpd: what rblsmtpd itself, or tcprules in its manner, put into the
   environment. A text in RBLSMTPD blocks this client, for good if it begins
   with a hyphen; the empty text lifts all lists for it. */

#include <stdlib.h>
#include <string.h>

#include "rblsmtpd.h"
#include "../session/result.h"

enum { REJECT };

static struct option const options[] =
{
  [REJECT] = { "reject", OPTION_WORD, "naughty", 2, 0, 0, "0 1 naughty",
    "0: only record it; 1: refuse at once; naughty: flag it" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_rblsmtpd, i);
}

static void at_connect(struct session *s)
{
  char const *listed = getenv("RBLSMTPD");
  char array[SESSION_TEXT];
  struct text text = TEXT(array);
  int for_good;
  if (!listed || !*listed)
  {
    result_sets(s, "rblsmtpd", listed ? RESULT_PASS : RESULT_SKIP,
      listed ? "not blocked by lists" : "RBLSMTPD is not set");
    return;
  }
  for_good = *listed == '-';
  listed += for_good;
  session_event(s, EVENT_LISTED);
  if (!*listed) listed = "This address is listed.";
  text_addclean(&text, listed, strlen(listed));
  check_fail(s, "rblsmtpd", option(s, REJECT),
    for_good ? REJECT_PERM : REJECT_TEMP, &text, &text);
}

void rblsmtpd_unlisted(struct session *s)
{
  char const *listed = getenv("RBLSMTPD");
  if (listed && *listed)
    result_sets(s, "rblsmtpd", RESULT_ERROR,
      "RBLSMTPD is set, but this check is not in control/checks");
}

struct check const check_rblsmtpd =
{
  .name = "rblsmtpd",
  .option = options,
  .options = OPTIONS,
  .hook = { [PHASE_CONNECT] = at_connect }
};
