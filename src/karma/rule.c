/* The fold rule. */

#include <string.h>

#include "rule.h"

#define ONCE_CONNECTS 2    /* up to so many connects without a judgement */
#define ONCE_DAYS 3        /* are forgotten after so many days */
#define BONUS_HISTORY 5    /* past so many offences and nothing nice, each
                              offence adds a day */

int rule_once(struct record const *r, uint64_t version)
{
  return !r->naughty && !r->nice && r->connects <= ONCE_CONNECTS
    && (version == 1 || !(r->now.success | r->before.success));
}

int rule_dead(struct record const *r, uint64_t t, uint64_t newest,
  uint64_t expire_days, uint64_t version)
{
  uint64_t days = expire_days;
  uint64_t e = newest > RECORD_DAY ? newest - RECORD_DAY : 0;
  if (rule_once(r, version) && days > ONCE_DAYS) days = ONCE_DAYS;
  if (t > e) e = t;
  return e > r->last + days * RECORD_DAY && e >= r->until;
}

int rule_prunes(struct line const *prune, struct record const *r)
{
  uint64_t t = prune->stamp.seconds;
  return t > r->last + prune->days * RECORD_DAY / 10000 && !rule_boxed(r, t);
}

/* How long this offence boxes, in seconds; factors in ten-thousandths. */
static uint64_t penalty(struct record const *r, struct line const *l)
{
  uint64_t offences = r->naughty - r->nice;
  uint64_t days = l->penalty_days;
  if (!r->nice && offences > BONUS_HISTORY)
    days = days && offences > l->penalty_max / days
      ? l->penalty_max : days * offences;
  if (days > l->penalty_max) days = l->penalty_max;
  return days * RECORD_DAY / 10000;
}

/* A mailing list's host carries both, good mail and bad. */
int rule_mixed(struct record const *r, uint64_t mixed)
{
  return mixed && r->naughty / mixed < r->nice;
}

static void offence(struct record *r, struct line const *l)
{
  uint64_t t = l->stamp.seconds, until;
  r->naughty++;
  if (record_history(r) > -(int64_t)l->negative
    || rule_mixed(r, l->mixed)) return;
  until = t + penalty(r, l);
  if (until <= r->until) return;
  r->since = t;
  r->until = until;
}

static void connection(struct record *r, struct line const *l)
{
  uint64_t t = l->stamp.seconds;
  r->connects++;
  if (t > r->last) r->last = t;
  if (l->class == CLASS_IMMUNE || l->class == CLASS_BOXED) return;
  if (l->asked && (!r->asked || t > r->asked + RECORD_DAY)) r->asked = t;
  /* Offences in the box, parallel ones included, never lengthen it. */
  if (t + RULE_BOX_MARGIN >= r->since && t < r->until) return;
  if (l->class == CLASS_NICE) r->nice++;
  else if (l->class == CLASS_NAUGHTY) offence(r, l);
  if (l->class != CLASS_NEUTRAL) record_judge(r, t, l->class == CLASS_NICE);
  record_count(r, t, &l->counts);
}

static void capture(struct record *r, struct line const *l)
{
  r->since = l->stamp.seconds;
  r->until = r->since + l->days * RECORD_DAY / 10000;
  r->naughty++;
  if (r->since > r->last) r->last = r->since;
}

static void lift(uint64_t *to, uint64_t value)
{
  if (*to < value) *to = value;
}

/* Is there nothing in it that the record has not yet? */
static int familiar(struct record const *r, struct line const *l,
  uint64_t until)
{
  return r->until >= until && r->naughty >= l->naughty && r->nice >= l->nice
    && r->connects >= l->connects;
}

/* What another program knew is the least that is known; so the same again
   changes nothing. 1 if there is a record now. */
static int import(struct record *r, int exists, struct line const *l)
{
  uint64_t until = l->days ? l->since + l->days * RECORD_DAY / 10000 : 0;
  if (familiar(r, l, until)) return exists;
  if (until > r->until)
  {
    r->since = l->since;
    r->until = until;
  }
  lift(&r->naughty, l->naughty);
  lift(&r->nice, l->nice);
  lift(&r->connects, l->connects);
  lift(&r->last, l->stamp.seconds);
  return 1;
}

enum rule_answer rule_apply(struct record *r, int *exists,
  struct line const *l, uint64_t newest, uint64_t expire_days,
  uint64_t version)
{
  enum rule_answer answer = RULE_KEPT;
  if (*exists
    && rule_dead(r, l->stamp.seconds, newest, expire_days, version))
  {
    memset(r, 0, sizeof *r);
    *exists = 0;
    answer = RULE_RESET;
  }
  if (l->kind == LINE_RELEASE && !*exists)
    return answer == RULE_RESET ? answer : RULE_NOTHING;
  if (l->kind == LINE_IMPORT)
  {
    *exists = import(r, *exists, l);
    return answer == RULE_KEPT && !*exists ? RULE_NOTHING : answer;
  }
  *exists = 1;
  if (l->kind == LINE_CONNECTION) connection(r, l);
  else if (l->kind == LINE_CAPTURE) capture(r, l);
  else r->since = r->until = r->naughty = 0;
  return answer;
}

uint64_t rule_connects(uint64_t connects, struct line const *l)
{
  if (l->kind == LINE_CONNECTION) return 1;
  return l->kind == LINE_IMPORT && l->connects > connects
    ? l->connects - connects : 0;
}

int rule_boxed(struct record const *r, uint64_t now)
{
  return r->since <= now + RULE_BOX_MARGIN && now < r->until;
}
