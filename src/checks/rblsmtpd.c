/* rblsmtpd: what rblsmtpd itself, or tcprules in its manner, put into the
   environment. A text in RBLSMTPD blocks this client, for good if it begins
   with a hyphen; the empty text lifts all lists for it. */

#include <stdlib.h>

#include "check.h"
#include "../session/say.h"

static void at_connect(struct session *s)
{
  char const *listed = getenv("RBLSMTPD");
  char array[SESSION_TEXT];
  struct text text = TEXT(array);
  enum reject_type type = REJECT_TEMP;
  if (!listed)
  {
    say(s, SAY_ALL, "rblsmtpd", "skip: RBLSMTPD is not set");
    return;
  }
  if (!*listed)
  {
    say(s, SAY_ALL, "rblsmtpd", "pass: not blocked by lists");
    return;
  }
  if (*listed == '-')
  {
    type = REJECT_PERM;
    listed++;
  }
  session_event(s, EVENT_LISTED);
  text_adds(&text, listed);
  check_flag(s, "rblsmtpd", type, &text, &text);
}

struct check const check_rblsmtpd =
{
  .name = "rblsmtpd",
  .hook = { [PHASE_CONNECT] = at_connect }
};
