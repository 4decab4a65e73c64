/* dnsbl: what the lists of control/dnsbl say of the client's address. All are
   asked at once, while the greeting waits; answers that come later count until
   the first recipient. */

#include <strings.h>

#include "inquiry.h"
#include "ruleset.h"
#include "../session/result.h"

enum { THRESHOLD, ALLOW, WAIT, REJECT, REJECT_TYPE };

static struct option const options[] =
{
  [THRESHOLD] = { "threshold", OPTION_NUMBER, "1", 1, 1, 1000000, 0,
    "the score from which on a client is listed" },
  [ALLOW] = { "skip", OPTION_NUMBER, "0", 0, 0, 1000000, 0,
    "minus so much ends the wait and spares other checks of names; 0: off" },
  [WAIT] = { "wait", OPTION_FRACTION, "0", 0, 0, 30 * OPTION_ONE, 0,
    "seconds that the greeting waits for answers, these and other checks'" },
  [REJECT] = { "reject", OPTION_WORD, "naughty", 2, 0, 0, "0 1 naughty",
    "0: only record it; 1: refuse at once; naughty: flag it" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "perm", 2, 0, 0, REJECT_WORDS,
    "how it is refused" }
};

extern struct check const check_dnsbl;

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_dnsbl, i);
}

static int begun(struct session const *s)
{
  return s->inquiry && s->inquiry->dnsbl.begun;
}

static void answered(struct session *s)
{
  int64_t skip = (int64_t)option(s, ALLOW)->number;
  struct lists_asked *x;
  if (!begun(s)) return;
  x = &s->inquiry->dnsbl.asked;
  lists_follow(x);
  if (skip && x->score.score + x->score.up <= -skip) s->vouched = 1;
}

/* Read the file: 1; or 0, and the log is told why nobody is asked. */
static int lists(struct session *s, struct lists *l)
{
  char array[SESSION_WHY];
  struct text why = TEXT(array);
  switch (lists_read(l, s->home, DNSBL, &why))
  {
    case 1: return 1;
    case 0: result_sets(s, "dnsbl", RESULT_SKIP, "there is no " DNSBL); break;
    case -1: result_set(s, "dnsbl", RESULT_ERROR, &why);
  }
  return 0;
}

static void before(struct session *s)
{
  struct dnsbl_asked *x;
  if (!inquiry_may(s, "dnsbl")) return;
  x = &s->inquiry->dnsbl;
  if (!lists(s, &x->lists)) return;
  x->begun = 1;
  lists_ask(&x->asked, &x->lists, &s->inquiry->dns, &s->client.address);
  answered(s);
}

static uint64_t wait(struct session *s)
{
  return inquiry_open(s) ? option(s, WAIT)->number : 0;
}

/* Nothing is judged by halves; but who writes to people is judged by what is
   known. */
static int listed(struct session const *s)
{
  struct lists_score const *score = &s->inquiry->dnsbl.asked.score;
  int64_t threshold = (int64_t)option(s, THRESHOLD)->number;
  return s->phase < PHASE_RCPT ? lists_certain(score, threshold)
    : score->score >= threshold;
}

static void refuse(struct session *s)
{
  char array[SESSION_TEXT], array2[SESSION_WHY];
  struct text text = TEXT(array), why = TEXT(array2);
  struct lists_asked const *x = &s->inquiry->dnsbl.asked;
  lists_reply(&text, x->lists, x->answer, "Your address", s->client.name,
    s->client.namelen);
  lists_words(&why, x->lists, x->answer);
  check_fail(s, "dnsbl", option(s, REJECT),
    (enum reject_type)option(s, REJECT_TYPE)->number, &text, &why);
}

/* Is it known already, and does it have to be said at each command? */
static int again(struct session const *s)
{
  return !s->inquiry->dnsbl.found || !strcasecmp(option(s, REJECT)->text, "1");
}

static void judge(struct session *s)
{
  if (!begun(s) || !again(s) || !listed(s)) return;
  if (!s->inquiry->dnsbl.found) session_event(s, EVENT_LISTED);
  s->inquiry->dnsbl.found = 1;
  refuse(s);
}

static void at_disconnect(struct session *s)
{
  char array[SESSION_WHY];
  struct text why = TEXT(array);
  struct lists_asked const *x;
  if (!begun(s)) return;
  x = &s->inquiry->dnsbl.asked;
  lists_troubles(&why, x->lists, x->answer, 1);
  if (why.len) result_set(s, "dnsbl", RESULT_ERROR, &why);
  lists_words(&why, x->lists, x->answer);
  if (!why.len) text_adds(&why, "score 0");
  result_set(s, "dnsbl", RESULT_PASS, &why);
}

static void explain(struct session *s, struct text *t)
{
  struct lists l = { 0 };
  unsigned int i = 0, n = 0;
  if (!inquiry_unasked(s) && lists_read(&l, s->home, DNSBL, t) == -1) return;
  inquiry_explain(s, t, "would ask ");
  if (inquiry_unasked(s)) return;
  for (; i < l.n; i++) n += list_wants(&l.list[i], &s->client.address) > 0;
  text_addu(t, n);
  text_adds(t, n == 1 ? " list" : " lists");
}

struct check const check_dnsbl =
{
  .name = "dnsbl",
  .waits = 1,
  .option = options,
  .options = sizeof options / sizeof *options,
  .explain = explain,
  .before = before,
  .wait = wait,
  .answered = answered,
  .hook =
  {
    [PHASE_CONNECT] = judge,
    [PHASE_HELO] = judge,
    [PHASE_MAIL] = judge,
    [PHASE_RCPT] = judge,
    [PHASE_DATA] = judge,
    [PHASE_DISCONNECT] = at_disconnect
  }
};
