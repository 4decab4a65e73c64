/* protocol: how well the client speaks SMTP. */

#include <string.h>

#include "protocol.h"
#include "../session/result.h"

enum { PIPELINING, NON_SMTP, BARE_LF, BARE_CR, NUL, UNKNOWN_LIMIT,
  ENVELOPE_FORMAT };

static struct option const options[] =
{
  [PIPELINING] = { "pipelining", OPTION_WORD, "0", 0, 0, 0, "0 1 naughty",
    "improper pipelining: 0: only a point; 1: refuse; naughty: flag" },
  [NON_SMTP] = { "non_smtp", OPTION_NUMBER, "1", 1, 0, 1, 0,
    "1: refuse a client whose first line is HTTP or a message header" },
  [BARE_LF] = { "bare_lf", OPTION_WORD, "normalize", 0, 0, 0,
    "normalize reject", "a LF without CR in a message" },
  [BARE_CR] = { "bare_cr", OPTION_WORD, "pass", 0, 0, 0, "pass reject",
    "a CR without LF in a message" },
  [NUL] = { "nul", OPTION_WORD, "pass", 0, 0, 0, "pass reject",
    "a NUL in a message" },
  [UNKNOWN_LIMIT] = { "unknown_limit", OPTION_NUMBER, "8", 8, 0, 1000000, 0,
    "close after more unknown commands than this; 0: never" },
  [ENVELOPE_FORMAT] = { "envelope_format", OPTION_NUMBER, "1", 1, 0, 1, 0,
    "1: a point for MAIL and RCPT without FROM:< and TO:<" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_protocol, i);
}

/* What is refused, or tolerated, by an option that is no `reject`. */
static int judge(struct session *s, int refuse, struct text const *why)
{
  if (refuse && s->settings->observe)
  {
    session_tolerated(s, "protocol");
    refuse = 0;
  }
  if (refuse) session_stopped(s, "protocol");
  result_set(s, "protocol", refuse ? RESULT_FAIL : RESULT_TOLERATED, why);
  return refuse;
}

static int judge_string(struct session *s, int refuse, char const *what)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  text_adds(&why, what);
  return judge(s, refuse, &why);
}

int protocol_unknown(struct session *s, int again)
{
  uint64_t limit = option(s, UNKNOWN_LIMIT)->number;
  s->unknown++;
  if (!again) session_event(s, EVENT_UNKNOWN_COMMAND);
  if (limit && s->unknown > limit && !session_immune(s))
    return judge_string(s, 1, "too many unknown commands");
  return judge_string(s, 0, "unknown command");
}

int protocol_non_smtp(struct session *s, char const *line, size_t n)
{
  char array[300];
  struct text why = TEXT(array);
  session_event(s, EVENT_NON_SMTP);
  text_adds(&why, "not SMTP: \"");
  text_addescaped(&why, line, n > 60 ? 60 : n);
  text_addc(&why, '"');
  return judge(s, option(s, NON_SMTP)->number != 0, &why);
}

/* It costs one point, and flags, but once; refused it is each time. */
void protocol_pipelining(struct session *s, char const *verb)
{
  static char const reply[] = "You sent more before our reply.";
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  int again = s->tally.count[EVENT_BAD_PIPELINING] > 0;
  if (again && strcmp(option(s, PIPELINING)->text, "1")) return;
  session_event(s, EVENT_BAD_PIPELINING);
  text_adds(&text, reply);
  text_adds(&why, "improper pipelining behind ");
  text_adds(&why, verb);
  if (!option(s, PIPELINING)->number) judge(s, 0, &why);
  else
    check_fail(s, "protocol", option(s, PIPELINING), REJECT_NONE, &text, &why);
}

void protocol_envelope(struct session *s, int rcpt)
{
  if (!option(s, ENVELOPE_FORMAT)->number || session_immune(s)
    || (rcpt ? s->bad_rcpt : s->bad_mail)) return;
  if (rcpt) s->bad_rcpt = 1;
  else s->bad_mail = 1;
  session_event(s, EVENT_BAD_ENVELOPE);
  judge_string(s, 0, rcpt ? "RCPT without TO:<" : "MAIL without FROM:<");
}

int protocol_bare_lf(struct session *s)
{
  session_event(s, EVENT_BARE_LF);
  return judge_string(s, option(s, BARE_LF)->number != 0,
    "bare LF in a message");
}

int protocol_bare_cr(struct session *s)
{
  return option(s, BARE_CR)->number
    && judge_string(s, 1, "bare CR in a message");
}

int protocol_nul(struct session *s)
{
  return option(s, NUL)->number && judge_string(s, 1, "NUL in a message");
}

void protocol_refused(struct session *s, char const *what)
{
  if (session_immune(s)) return;
  session_stopped(s, "protocol");
  result_sets(s, "protocol", RESULT_FAIL, what);
}

struct check const check_protocol =
{
  .name = "protocol",
  .standard = 1,
  .option = options,
  .options = OPTIONS
};
