/* neighbourhood: who is not known yet is judged by the networks around it, and
   asked to come again where these are bad. Who does come again is served: it is
   a delay, once, and most of those who send spam never come again. */

#include "history.h"
#include "neighbourhood.h"
#include "../base/clock.h"
#include "../karma/neighbourhood.h"
#include "../karma/stamp.h"
#include "../session/result.h"

#define NAME "neighbourhood"
#define STALE 3600    /* seconds: databases that nobody folds say nothing */

enum { THRESHOLD, PATIENCE, REJECT, REJECT_TYPE };

static struct option const options[] =
{
  [THRESHOLD] = { "threshold", OPTION_FRACTION, "0.95",
    95 * OPTION_ONE / 100, 0, OPTION_ONE, 0,
    "how bad its networks must be, from 0 to 1" },
  [PATIENCE] = { "patience", OPTION_NUMBER, "1800", 1800, 0, RECORD_DAY, 0,
    "seconds after which one that comes again is served, for a day; 0: never" },
  [REJECT] = { "reject", OPTION_WORD, "naughty", 2, 0, 0, "0 1 naughty",
    "0: only record it; 1: refuse at once; naughty: flag it" },
  [REJECT_TYPE] = { "reject_type", OPTION_WORD, "temp", 0, 0, 0, REJECT_WORDS,
    "how it is refused" }
};

static struct value const *option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_neighbourhood, i);
}

static char const *excepted(struct session *s, uint64_t now)
{
  return s->client.address.known
    ? neighbourhood_excepted(&s->client.address, history_record(s), now)
    : "the client is unknown";
}

/* What the levels say together. 1; 0 there is nobody to ask. */
static int levels(struct session *s, struct reader *reader, uint64_t now,
  uint64_t *q)
{
  struct key level[NEIGHBOURHOOD_LEVELS];
  unsigned int n = neighbourhood_levels(level, &s->client.key), i = 0;
  *q = NEIGHBOURHOOD_EVEN;
  if (!reader_since(reader, now - STALE)) return 0;
  for (; i + 1 < n; i++)
  {
    struct record r;
    int found = reader_find(reader, &level[i], &r);
    if (found == -1) return 0;
    if (found) *q = neighbourhood_weigh(*q, &r, now);
  }
  *q = neighbourhood_weigh(*q, history_record(s), now);
  return 1;
}

static int weigh(struct session *s, uint64_t now, uint64_t *q)
{
  struct reader r;
  int known;
  if (s->home == -1) return 0;
  known = history_open(s, &r) && levels(s, &r, now, q);
  reader_close(&r);
  return known;
}

/* Is it one that came again, in time? */
static int awaited(struct session *s, uint64_t now, uint64_t *from,
  uint64_t *until)
{
  return neighbourhood_served(history_record(s), option(s, PATIENCE)->number,
    now, from, until);
}

static void ask(struct session *s, struct text const *why)
{
  char array[SESSION_TEXT];
  struct text text = TEXT(array);
  enum reject_type type = (enum reject_type)option(s, REJECT_TYPE)->number;
  text_adds(&text, "You are new here, and your network sends bad mail");
  text_adds(&text, verdict_soft(verdict_of(type))
    ? ": please try again later." : ".");
  session_event(s, EVENT_NEIGHBOURHOOD);
  if (check_fail(s, NAME, option(s, REJECT), type, &text, why))
    s->stranger = 1;
}

/* A stranger's networks are looked up with itself: to open the databases is
   most of what they cost. What is to be said of the others comes at connect. */
static void looked(struct session *s, struct reader *reader)
{
  struct record const *r = &s->record;
  uint64_t now;
  if (r->until || r->nice || r->asked || address_private(&s->client.address))
    return;
  now = clock_seconds();
  if (!excepted(s, now)) s->weighed = levels(s, reader, now, &s->q) > 0;
}

/* 1 if there is a q to judge it by; else the log is told why not. */
static int weighed(struct session *s)
{
  uint64_t now = clock_seconds(), from, until;
  char const *not = excepted(s, now);
  if (not) result_sets(s, NAME, RESULT_SKIP, not);
  else if (awaited(s, now, &from, &until) && now >= from)
    result_sets(s, NAME, RESULT_PASS, "it came again");
  else if (weigh(s, now, &s->q)) return 1;
  else result_sets(s, NAME, RESULT_SKIP, "the databases are not up to date");
  return 0;
}

static void at_connect(struct session *s)
{
  char array[SESSION_TEXT];
  struct text why = TEXT(array);
  if (s->box || (!s->weighed && !weighed(s))) return;
  text_addfraction(&why, s->q);
  if (s->q >= option(s, THRESHOLD)->number) ask(s, &why);
  else result_set(s, NAME, RESULT_PASS, &why);
}

static void explain(struct session *s, struct text *t)
{
  uint64_t now = clock_seconds(), from, until, q;
  char const *not = excepted(s, now);
  if (not)
  {
    text_adds(t, "not judged: ");
    text_adds(t, not);
    return;
  }
  if (!weigh(s, now, &q))
  {
    text_adds(t, "not judged: the databases are not up to date");
    return;
  }
  text_addfraction(t, q);
  if (q < option(s, THRESHOLD)->number)
  {
    text_adds(t, ", less than ");
    text_addfraction(t, option(s, THRESHOLD)->number);
    return;
  }
  text_adds(t, ", asked to come again");
  if (!awaited(s, now, &from, &until)) return;
  text_adds(t, "; served from ");
  stamp_adddate(t, from);
  text_adds(t, " until ");
  stamp_adddate(t, until);
}

void neighbourhood_rules(struct neighbourhood_rules *r, struct value const *v)
{
  r->threshold = v[THRESHOLD].number;
  r->patience = v[PATIENCE].number;
  r->refuses = *v[REJECT].text != '0';
}

struct check const check_neighbourhood =
{
  .name = NAME,
  .standard = 1,
  .option = options,
  .options = sizeof options / sizeof *options,
  .explain = explain,
  .looked = looked,
  .hook = { [PHASE_CONNECT] = at_connect }
};
