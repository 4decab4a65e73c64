/* earlytalker: waits before the greeting, and with check-at DATA before the
   354, for clients that talk before it is their turn. An end of file or a
   reset is a hang-up, not early talk: half-open probes and port scans must
   not cost karma. Input is read into our own buffer before it is judged, so
   that what was buffered already counts and what is there can be logged. */

#include <string.h>

#include <skalibs/bytestr.h>

#include "earlytalker.h"
#include "history.h"
#include "first_bytes.h"
#include "../session/result.h"

#define LOGGED 100          /* bytes of what it said */

enum { WAIT, REJECT, REJECT_TYPE, DEFER_REJECT, CHECK_AT,
  TEASER };
enum { AT_CONNECT = 1, AT_DATA = 2 };

static struct option const options[] =
{
  [WAIT] = { "wait", OPTION_FRACTION, "1", OPTION_ONE, 0, 300 * OPTION_ONE, 0,
    "seconds to wait for early talk; 0 is off" },
  [REJECT] = { "reject", OPTION_WORD, "1", 1, 0, 0, "0 1 naughty",
    "0: only record it; 1: refuse at once; naughty: flag it" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "perm", 2, 0, 0, REJECT_WORDS,
    "how it is refused" },
  [DEFER_REJECT] = { "defer-reject", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: refuse MAIL and RCPT instead of the connection" },
  [CHECK_AT] = { "check-at", OPTION_SET, "CONNECT", 1, 0, 0, "CONNECT DATA",
    "where to wait; may be given twice" },
  [TEASER] = { "teaser", OPTION_TEXT, "off", 0, 0, 0, 0,
    "the first line of the greeting, sent before the wait" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_earlytalker, i);
}

static enum reject_type type(struct session const *s)
{
  return (enum reject_type)option(s, REJECT_TYPE)->number;
}

static void left(struct session *s)
{
  result_sets(s, "earlytalker", RESULT_SKIP, s->channel->reset
    ? "reset by the client" : "the client hung up");
}

/* 1 if there is input before its turn; a client that left is noted. */
static int talks(struct session *s, unsigned int milliseconds)
{
  struct channel *c = s->channel;
  if (channel_len(c)) return 1;
  if (!channel_wait(c, milliseconds)) return 0;
  if (channel_fill(c) == -1)
  {
    s->hangup = 1;
    left(s);
  }
  return channel_len(c) > 0;
}

/* How many of the first bytes may be logged: none behind an AUTH, which may be
   a password. */
static size_t loggable(char const *s, size_t n)
{
  size_t i = 0;
  if (n > LOGGED) n = LOGGED;
  for (; i < n; i++)
    if ((!i || s[i - 1] == '\n') && case_startb(s + i, n - i, "AUTH"))
      return i + 4;
  return n;
}

/* What is said of it in the log: its kind, and the first bytes. */
static void describe(struct text *why, struct channel const *c)
{
  size_t n = channel_len(c);
  text_adds(why, first_bytes_kind(channel_data(c), n));
  text_adds(why, " \"");
  text_addescaped(why, channel_data(c),
    loggable(channel_data(c), n));
  text_addc(why, '"');
}

static char const reply_early[] = "You talked before the greeting.";

/* With defer-reject the connection may go on to HELO and AUTH. */
static int deferred(struct session const *s)
{
  return option(s, DEFER_REJECT)->number
    && !strcmp(option(s, REJECT)->text, "1");
}

static void refuse_later(struct session *s)
{
  char array[SESSION_TEXT];
  struct text text = TEXT(array), as_before = { 0, 0, 0, 0 };
  if (!deferred(s) || !s->tally.count[EVENT_EARLY_TALK]) return;
  text_adds(&text, reply_early);
  check_refuse(s, "earlytalker", type(s), &text, &as_before);
}

static void caught(struct session *s, enum event event, char const *reply,
  char const *what)
{
  char array[SESSION_TEXT], array2[6 * LOGGED];
  struct text text = TEXT(array), why = TEXT(array2);
  session_event(s, event);
  text_adds(&text, reply);
  text_adds(&why, what);
  describe(&why, s->channel);
  if (deferred(s) && event == EVENT_EARLY_TALK)
  {
    text_adds(&why, ", deferred");
    result_set(s, "earlytalker", RESULT_TOLERATED, &why);
  }
  else
    check_fail(s, "earlytalker", option(s, REJECT), type(s), &text, &why);
}

static void early_talk(struct session *s)
{
  caught(s, EVENT_EARLY_TALK, reply_early, "talked before the greeting: ");
}

/* Why it does not wait for this client, or 0. */
static char const *trusting(struct session *s)
{
  if (!(option(s, CHECK_AT)->number & AT_CONNECT) || !option(s, WAIT)->number)
    return "not asked for";
  return history_of(s) > EARLYTALKER_KNOWN ? "known and nice" : 0;
}

void earlytalker_again(struct session *s)
{
  if (!trusting(s) && talks(s, 0)) early_talk(s);
}

unsigned int earlytalker_wait(struct session *s)
{
  return trusting(s) ? 0 : (unsigned int)option(s, WAIT)->number / 10;
}

void earlytalker_tease(struct session *s)
{
  char array[SESSION_TEXT + 8];
  struct text t = TEXT(array);
  char const *teaser = option(s, TEASER)->text;
  if (!teaser || s->teased) return;
  text_adds(&t, "220-");
  t.max -= 2;
  text_addclean(&t, teaser, strlen(teaser));
  t.max += 2;
  text_adds(&t, "\r\n");
  channel_put(s->channel, t.s, t.len);
  channel_flush(s->channel);
  s->teased = 1;
}

static void before(struct session *s)
{
  if (!trusting(s)) earlytalker_tease(s);
}

static uint64_t wait(struct session *s)
{
  return trusting(s) || s->vouched ? 0 : option(s, WAIT)->number;
}

static void at_connect(struct session *s)
{
  char const *why = trusting(s);
  if (why) result_sets(s, "earlytalker", RESULT_SKIP, why);
  else if (channel_len(s->channel)) early_talk(s);
  else if (s->hangup) left(s);
}

static void explain(struct session *s, struct text *t)
{
  if (!(option(s, CHECK_AT)->number & AT_CONNECT) || !option(s, WAIT)->number)
    text_adds(t, "does not wait");
  else if (history_of(s) > EARLYTALKER_KNOWN)
  {
    text_adds(t, "does not wait: history ");
    text_addi(t, history_of(s));
  }
  else
  {
    text_adds(t, "waits ");
    text_addfraction(t, option(s, WAIT)->number);
    text_adds(t, " s for early talk");
  }
}

static void at_data(struct session *s)
{
  if (!(option(s, CHECK_AT)->number & AT_DATA) || !option(s, WAIT)->number)
    return;
  if (talks(s, (unsigned int)option(s, WAIT)->number / 10))
    caught(s, EVENT_EARLY_DATA, "You sent data before you were asked for it.",
      "talked before the 354: ");
  else if (!s->hangup) result_sets(s, "earlytalker", RESULT_PASS,
    "waited for the 354");
}

struct check const check_earlytalker =
{
  .name = "earlytalker",
  .standard = 1,
  .waits = 1,
  .option = options,
  .options = OPTIONS,
  .explain = explain,
  .before = before,
  .wait = wait,
  .hook =
  {
    [PHASE_CONNECT] = at_connect,
    [PHASE_MAIL] = refuse_later,
    [PHASE_RCPT] = refuse_later,
    [PHASE_DATA] = at_data
  }
};
