/* The fold rule. */

#include <string.h>

#include "rule.h"

#define ONCE_CONNECTS 2    /* up to so many connects without a judgement */
#define ONCE_DAYS 3        /* are forgotten after so many days */
#define BONUS_HISTORY 5    /* past so many offences and nothing nice, each
                              offence adds a day */

int rule_dead(struct record const *r, uint64_t t, uint64_t newest,
  uint64_t expire_days)
{
  uint64_t days = expire_days;
  uint64_t e = newest > RECORD_DAY ? newest - RECORD_DAY : 0;
  if (!r->naughty && !r->nice && r->connects <= ONCE_CONNECTS
    && days > ONCE_DAYS) days = ONCE_DAYS;
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

static void offence(struct record *r, struct line const *l)
{
  uint64_t t = l->stamp.seconds, until;
  r->naughty++;
  if (record_history(r) > -(int64_t)l->negative) return;
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
  /* Offences in the box, parallel ones included, never lengthen it. */
  if (t + RULE_BOX_MARGIN >= r->since && t < r->until) return;
  if (l->class == CLASS_NICE) r->nice++;
  else if (l->class == CLASS_NAUGHTY) offence(r, l);
  record_count(r, t, &l->counts);
}

static void capture(struct record *r, struct line const *l)
{
  r->since = l->stamp.seconds;
  r->until = r->since + l->days * RECORD_DAY / 10000;
  r->naughty++;
  if (r->since > r->last) r->last = r->since;
}

enum rule_answer rule_apply(struct record *r, int *exists,
  struct line const *l, uint64_t newest, uint64_t expire_days)
{
  enum rule_answer answer = RULE_KEPT;
  if (*exists && rule_dead(r, l->stamp.seconds, newest, expire_days))
  {
    memset(r, 0, sizeof *r);
    *exists = 0;
    answer = RULE_RESET;
  }
  if (l->kind == LINE_RELEASE && !*exists)
    return answer == RULE_RESET ? answer : RULE_NOTHING;
  *exists = 1;
  if (l->kind == LINE_CONNECTION) connection(r, l);
  else if (l->kind == LINE_CAPTURE) capture(r, l);
  else r->since = r->until = r->naughty = 0;
  return answer;
}

int rule_boxed(struct record const *r, uint64_t now)
{
  return r->since <= now + RULE_BOX_MARGIN && now < r->until;
}
