/* protocol: how well the client speaks SMTP. */

#include "protocol.h"
#include "../session/say.h"

enum { PIPELINING, NON_SMTP, BARE_LF, BARE_CR, UNKNOWN_LIMIT,
  ENVELOPE_FORMAT };

static struct option const options[] =
{
  [PIPELINING] = { "pipelining", OPTION_WORD, "0", 0, 0, "0 1 naughty",
    "improper pipelining: 0: only a point; 1: refuse; naughty: flag" },
  [NON_SMTP] = { "non_smtp", OPTION_NUMBER, "1", 0, 1, 0,
    "1: refuse a client whose first line is HTTP or a message header" },
  [BARE_LF] = { "bare_lf", OPTION_WORD, "normalize", 0, 0,
    "normalize reject", "a LF without CR in a message" },
  [BARE_CR] = { "bare_cr", OPTION_WORD, "pass", 0, 0, "pass reject",
    "a CR without LF in a message" },
  [UNKNOWN_LIMIT] = { "unknown_limit", OPTION_NUMBER, "8", 0, 1000000, 0,
    "close after more unknown commands than this; 0: never" },
  [ENVELOPE_FORMAT] = { "envelope_format", OPTION_NUMBER, "1", 0, 1, 0,
    "1: a point for MAIL and RCPT without FROM:< and TO:<" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value values[OPTIONS];

int protocol_unknown(struct session *s)
{
  uint64_t limit = values[UNKNOWN_LIMIT].number;
  session_event(s, EVENT_UNKNOWN_COMMAND);
  if (!limit || s->tally.count[EVENT_UNKNOWN_COMMAND] <= limit) return 0;
  say(s, SAY_FAIL, "protocol", s->observe ? "fail, tolerated" : "fail",
    ": too many unknown commands");
  return !s->observe;
}

int protocol_non_smtp(struct session *s, char const *line, size_t n)
{
  char array[300];
  struct text why = TEXT(array);
  int refuse = values[NON_SMTP].number && !s->observe;
  session_event(s, EVENT_NON_SMTP);
  text_adds(&why, "not SMTP: \"");
  text_addescaped(&why, line, n > 60 ? 60 : n);
  text_addc(&why, '"');
  say_text(s, SAY_FAIL, "protocol", refuse ? "fail" : "fail, tolerated",
    &why);
  return refuse;
}

void protocol_pipelining(struct session *s, char const *verb)
{
  static char const reply[] = "You sent more before our reply.";
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  if (s->tally.count[EVENT_BAD_PIPELINING]) return;
  session_event(s, EVENT_BAD_PIPELINING);
  text_adds(&text, reply);
  text_adds(&why, "improper pipelining behind ");
  text_adds(&why, verb);
  check_fail(s, "protocol", &values[PIPELINING], REJECT_NONE, &text, &why);
}

void protocol_envelope(struct session *s, int rcpt)
{
  if (!values[ENVELOPE_FORMAT].number || (rcpt ? s->bad_rcpt : s->bad_mail))
    return;
  if (rcpt) s->bad_rcpt = 1;
  else s->bad_mail = 1;
  session_event(s, EVENT_BAD_ENVELOPE);
  say(s, SAY_FAIL, "protocol", "fail, tolerated: ",
    rcpt ? "RCPT without TO:<" : "MAIL without FROM:<");
}

int protocol_bare_lf(struct session *s)
{
  int refuse = values[BARE_LF].number && !s->observe;
  session_event(s, EVENT_BARE_LF);
  say(s, SAY_FAIL, "protocol", refuse ? "fail" : "fail, tolerated",
    ": bare LF in a message");
  return refuse;
}

int protocol_bare_cr(struct session *s)
{
  if (!values[BARE_CR].number) return 0;
  say(s, SAY_FAIL, "protocol", s->observe ? "fail, tolerated" : "fail",
    ": bare CR in a message");
  return !s->observe;
}

static void at_disconnect(struct session *s)
{
  uint32_t const *n = s->tally.count;
  if (!n[EVENT_BAD_PIPELINING] && !n[EVENT_NON_SMTP] && !n[EVENT_BARE_LF]
    && !n[EVENT_UNKNOWN_COMMAND] && !n[EVENT_BAD_ENVELOPE])
    say(s, SAY_ALL, "protocol", "pass");
}

struct check const check_protocol =
{
  .name = "protocol",
  .option = options,
  .options = OPTIONS,
  .value = values,
  .hook = { [PHASE_DISCONNECT] = at_disconnect }
};
