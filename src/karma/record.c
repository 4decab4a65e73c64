/* What is known of a client or a network. */

#include <skalibs/types.h>

#include "record.h"
#include "../base/scan.h"
#include "../base/sum.h"

#define FIELDS 18
#define FIELDS_BEFORE 13    /* of version 1 */

/* A record has nothing but its numbers, in the order of the text. */
union fields
{
  struct record record;
  uint64_t number[FIELDS];
};

typedef char record_is_an_array[sizeof (struct record)
  == FIELDS * sizeof (uint64_t) ? 1 : -1];

static uint32_t sum_of(char const *key, size_t keylen, char const *value,
  size_t n)
{
  return sum_add(sum_add(0, key, keylen) * 257 + ':', value, n);
}

int record_isnone(struct record const *r)
{
  return !(r->since | r->until | r->naughty | r->nice | r->connects | r->last
    | r->period | r->now.success | r->now.tempfail | r->now.permfail
    | r->before.success | r->before.tempfail | r->before.permfail
    | r->good | r->bad | r->good0 | r->bad0 | r->asked);
}

int64_t record_history(struct record const *r)
{
  return (int64_t)(r->nice - r->naughty);
}

size_t record_fmt(char *s, struct record const *r, char const *key,
  size_t keylen)
{
  static char const digits[] = "0123456789abcdef";
  union fields f;
  unsigned int i = 0;
  size_t n = 0;
  uint32_t h;
  f.record = *r;
  for (; i < FIELDS; i++)
  {
    if (f.number[i]) n += uint64_fmt(s + n, f.number[i]);
    s[n++] = ':';
  }
  h = sum_of(key, keylen, s, n);
  for (i = SUM_DIGITS; i--;) s[n++] = digits[h >> 4 * i & 15];
  return n;
}

int record_scan(struct record *r, char const *value, size_t n,
  char const *key, size_t keylen)
{
  static struct record const none;
  union fields f = { none };
  size_t at = 0, end = n > SUM_DIGITS ? n - SUM_DIGITS : 0;
  unsigned int i = 0;
  for (; i < FIELDS && at < end; i++)
  {
    if (value[at] != ':')
      at += scan_decimal(value + at, n - at, &f.number[i], INT64_MAX);
    if (at >= end || value[at] != ':') break;
    at++;
  }
  if ((i != FIELDS && i != FIELDS_BEFORE) || at != end
    || !sum_match(value + at, sum_of(key, keylen, value, at)))
  {
    *r = none;
    return 0;
  }
  *r = f.record;
  return 1;
}

void record_turn(struct record *r, uint64_t period)
{
  static struct outcome const none;
  if (period <= r->period) return;
  if (period == r->period + 1)
  {
    r->before = r->now;
    r->good0 = r->good;
    r->bad0 = r->bad;
  }
  else
  {
    r->before = none;
    r->good0 = r->bad0 = 0;
  }
  r->now = none;
  r->good = r->bad = 0;
  r->period = period;
}

static void outcome_add(struct outcome *to, struct outcome const *o)
{
  to->success += o->success;
  to->tempfail += o->tempfail;
  to->permfail += o->permfail;
}

void record_count(struct record *r, uint64_t t, struct outcome const *o)
{
  uint64_t period = t / RECORD_WINDOW;
  record_turn(r, period);
  if (period == r->period) outcome_add(&r->now, o);
  else if (period + 1 == r->period) outcome_add(&r->before, o);
}

void record_judge(struct record *r, uint64_t t, int good)
{
  uint64_t period = t / RECORD_WINDOW;
  record_turn(r, period);
  if (period == r->period) *(good ? &r->good : &r->bad) += 1;
  else if (period + 1 == r->period) *(good ? &r->good0 : &r->bad0) += 1;
}

static inline uint64_t least(uint64_t u, uint64_t most)
{
  return u < most ? u : most;
}

void record_add(struct record *network, struct record const *member,
  uint64_t most)
{
  uint64_t good = least(member->good, most), bad = least(member->bad, most);
  if (member->period > network->period)
    record_turn(network, member->period);
  network->naughty += member->naughty;
  network->nice += member->nice;
  network->connects += member->connects;
  if (member->last > network->last) network->last = member->last;
  if (member->period == network->period)
  {
    outcome_add(&network->now, &member->now);
    outcome_add(&network->before, &member->before);
    network->good += good;
    network->bad += bad;
    network->good0 += least(member->good0, most);
    network->bad0 += least(member->bad0, most);
  }
  else if (member->period + 1 == network->period)
  {
    outcome_add(&network->before, &member->now);
    network->good0 += good;
    network->bad0 += bad;
  }
}

static void outcome_subtract(struct outcome *from, struct outcome const *o)
{
  from->success -= o->success;
  from->tempfail -= o->tempfail;
  from->permfail -= o->permfail;
}

void record_change(struct record *change, struct record const *was,
  struct record const *is, uint64_t most)
{
  struct record old = *was;
  *change = *is;
  record_turn(change, old.period);
  record_turn(&old, change->period);
  change->since = change->until = change->asked = 0;
  change->naughty -= old.naughty;
  change->nice -= old.nice;
  change->connects -= old.connects;
  outcome_subtract(&change->now, &old.now);
  outcome_subtract(&change->before, &old.before);
  change->good = least(change->good, most) - least(old.good, most);
  change->bad = least(change->bad, most) - least(old.bad, most);
  change->good0 = least(change->good0, most) - least(old.good0, most);
  change->bad0 = least(change->bad0, most) - least(old.bad0, most);
}

/* Turn a copy on to this time. How many seconds of the window before are still
   within 30 days. */
static uint64_t slide(struct record *at, struct record const *r, uint64_t x)
{
  *at = *r;
  record_turn(at, x / RECORD_WINDOW);
  return at->period == x / RECORD_WINDOW ? RECORD_WINDOW - x % RECORD_WINDOW
    : RECORD_WINDOW;
}

void record_sliding(struct outcome *scaled, struct record const *r,
  uint64_t x)
{
  struct record at;
  uint64_t left = slide(&at, r, x);
  scaled->success = at.now.success * RECORD_WINDOW + at.before.success * left;
  scaled->tempfail = at.now.tempfail * RECORD_WINDOW
    + at.before.tempfail * left;
  scaled->permfail = at.now.permfail * RECORD_WINDOW
    + at.before.permfail * left;
}

void record_sliding_judged(uint64_t *good, uint64_t *bad,
  struct record const *r, uint64_t x)
{
  struct record at;
  uint64_t left = slide(&at, r, x);
  *good = at.good * RECORD_WINDOW + at.good0 * left;
  *bad = at.bad * RECORD_WINDOW + at.bad0 * left;
}
