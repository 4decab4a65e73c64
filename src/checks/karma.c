/* karma: refuses clients whose box is in force, rewards a long good history,
   stops a connection whose karma has become very bad before its message is
   sent, and limits recipients by what the client is. What the connection
   earned is written into its journal line; the fold counts it. */

#include <string.h>

#include "history.h"
#include "karma.h"
#include "tlds.h"
#include "wording.h"
#include "../base/clock.h"
#include "../karma/box.h"
#include "../karma/classify.h"
#include "../karma/rule.h"
#include "../session/result.h"

#define GOOD_HISTORY 10     /* a history greater than this is rewarded */

enum { NEGATIVE, STRIKES, NICE, PENALTY_DAYS, PENALTY_MAX, MIXED, REJECT,
  REJECT_TYPE, VERY_BAD, RECIPIENTS_BAD, RECIPIENTS_UNKNOWN,
  RECIPIENTS_GOOD, PRIVATE, WORDING };

#define DAYS(d) ((uint64_t)(d) * OPTION_ONE)

static struct option const options[] =
{
  [NEGATIVE] = { "negative", OPTION_NUMBER, "1", 1, 0, 1000000, 0,
    "how negative a history boxes a client that was naughty" },
  [STRIKES] = { "strikes", OPTION_NUMBER, "3", 3, 1, 1000000, 0,
    "a connection with karma of minus this much is naughty" },
  [NICE] = { "nice", OPTION_NUMBER, "2", 2, 0, 1000000, 0,
    "one with this much, and a message accepted, is nice" },
  [PENALTY_DAYS] = { "penalty_days", OPTION_FRACTION, "1", OPTION_ONE, 0,
    DAYS(3650), 0, "days in the box" },
  [PENALTY_MAX] = { "penalty_max", OPTION_FRACTION, "30", 30 * OPTION_ONE, 0,
    DAYS(3650), 0, "days at most, however many offences" },
  [MIXED] = { "mixed", OPTION_NUMBER, "10", 10, 0, 1000000, 0,
    "one with nice connections is boxed if naughty so many times as often" },
  [REJECT] = { "reject", OPTION_WORD, "naughty", 3, 0, 0,
    "0 1 connect naughty",
    "0: only record; 1, connect: refuse at once; naughty: flag" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "temp_disconnect", 5, 0, 0,
    REJECT_WORDS, "how a boxed or very bad client is refused" },
  [VERY_BAD] = { "very_bad", OPTION_NUMBER, "5", 5, 1, 1000000, 0,
    "at DATA, karma of minus this much is refused" },
  [RECIPIENTS_BAD] = { "recipients_bad", OPTION_NUMBER, "2", 2, 0, 1000000, 0,
    "recipients in one connection for a bad client; 0: no limit" },
  [RECIPIENTS_UNKNOWN] = { "recipients_unknown", OPTION_NUMBER, "100", 100, 0,
    1000000, 0, "likewise for an unknown one" },
  [RECIPIENTS_GOOD] = { "recipients_good", OPTION_NUMBER, "0", 0, 0, 1000000,
    0, "likewise for a good one" },
  [PRIVATE] = { "private", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: private addresses are refused like others" },
  [WORDING] = { "text", OPTION_TEXT, "off", 0, 0, 0, 0,
    "what a boxed client is told, in the place of our words" }
};

#define OPTIONS (sizeof options / sizeof *options)

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_karma, i);
}

void karma_settings(struct karma_settings *k, struct value const *v)
{
  k->negative = v[NEGATIVE].number;
  k->strikes = (int64_t)v[STRIKES].number;
  k->nice = (int64_t)v[NICE].number;
  k->penalty_days = v[PENALTY_DAYS].number;
  k->penalty_max = v[PENALTY_MAX].number;
  k->mixed = v[MIXED].number;
  k->private = v[PRIVATE].number > 0;
  k->refuses = strcmp(v[REJECT].text, "0") != 0;
}

static enum reject_type type(struct session const *s)
{
  return (enum reject_type)option(s, REJECT_TYPE)->number;
}

/* Loopback and private networks stand for many clients at once: they are
   recorded, but only refused where the operator says so. */
static int spared(struct session const *s)
{
  return !s->settings->private && address_private(&s->client.address);
}

static void in_box(struct session *s, uint64_t now)
{
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  if (option(s, WORDING)->text)
    wording_add(&text, option(s, WORDING)->text, s, s->record.until);
  else box_addreply(&text, s->record.until, now);
  text_adds(&why, "in the box until ");
  stamp_adddate(&why, s->record.until);
  if (check_fail(s, "karma", option(s, REJECT), type(s), &text, &why))
    s->box = 1;
}

static void at_connect(struct session *s)
{
  uint64_t now = clock_seconds();
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  if (!s->client.address.known)
  {
    result_sets(s, "karma", RESULT_SKIP, "the client is unknown");
    return;
  }
  if (history_of(s) > GOOD_HISTORY) session_event(s, EVENT_GOOD_HISTORY);
  if (!rule_boxed(history_record(s), now))
  {
    text_adds(&why, "history ");
    text_addi(&why, history_of(s));
    result_set(s, "karma", RESULT_PASS, &why);
  }
  else if (spared(s))
    result_sets(s, "karma", RESULT_SKIP, "in the box, but a private address");
  else in_box(s, now);
}

static void at_data(struct session *s)
{
  static char const reply[] = "Your karma is very bad.";
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  int64_t karma = session_karma(s);
  if (karma > -(int64_t)option(s, VERY_BAD)->number || session_naughty(s)
    || spared(s)) return;
  text_adds(&text, reply);
  text_adds(&why, "very bad karma ");
  text_addi(&why, karma);
  check_fail(s, "karma", option(s, REJECT), type(s), &text, &why);
}

static enum client_class class_of(struct session *s)
{
  return classify_client(history_record(s), session_karma(s), s->settings,
    s->messages > 0);
}

static uint64_t limit(struct session *s)
{
  switch (class_of(s))
  {
    case CLIENT_BAD: return option(s, RECIPIENTS_BAD)->number;
    case CLIENT_GOOD: return option(s, RECIPIENTS_GOOD)->number;
    default: return option(s, RECIPIENTS_UNKNOWN)->number;
  }
}

/* 452 4.5.3 is what RFC 5321 4.5.3.1.10 says of too many recipients; it is no
   event and is not counted: the system does not learn from itself. */
static void at_rcpt(struct session *s)
{
  static char const reply[] = "Too many recipients, try the rest later.";
  char array[SESSION_TEXT], array2[SESSION_TEXT];
  struct text text = TEXT(array), why = TEXT(array2);
  uint64_t most;
  if (session_naughty(s) || spared(s)) return;
  most = limit(s);
  if (!most || s->recipients < most) return;
  text_adds(&text, reply);
  text_adds(&why, "more recipients than ");
  text_addu(&why, most);
  if (!option(s, REJECT)->number) check_tolerate(s, "karma", &why);
  else if (check_refuse(s, "karma", REJECT_TEMP, &text, &why)
    && s->verdict == VERDICT_DENYSOFT) s->code = "452 4.5.3";
}

static void explain(struct session *s, struct text *t)
{
  uint64_t most = limit(s);
  text_adds(t, client_class_name(class_of(s)));
  text_adds(t, ", history ");
  text_addi(t, history_of(s));
  if (spared(s))
  {
    text_adds(t, ": a private address, never refused");
    return;
  }
  text_adds(t, ": ");
  if (most) text_addu(t, most);
  text_adds(t, most ? " recipients at most" : "any number of recipients");
}

static char const *conflict(struct value const *v)
{
  return wording_conflict("karma text ", v[WORDING].text, 1);
}

struct check const check_karma =
{
  .name = "karma",
  .standard = 1,
  .always = 1,
  .option = options,
  .options = OPTIONS,
  .explain = explain,
  .conflict = conflict,
  .hook =
  {
    [PHASE_CONNECT] = at_connect,
    [PHASE_MAIL] = tlds_score,
    [PHASE_RCPT] = at_rcpt,
    [PHASE_DATA] = at_data
  }
};
