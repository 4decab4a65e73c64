/* What is known of a client or a network. */

#include <string.h>

#include "record.h"
#include "../base/scan.h"
#include "../base/sum.h"
#include "../base/text.h"

#define FIELDS 13

/* The record's numbers in the order of the text. */
static void fields(uint64_t **f, struct record *r)
{
  uint64_t *const order[FIELDS] = { &r->since, &r->until, &r->naughty,
    &r->nice, &r->connects, &r->last, &r->period, &r->now.success,
    &r->now.tempfail, &r->now.permfail, &r->before.success,
    &r->before.tempfail, &r->before.permfail };
  memcpy(f, order, sizeof order);
}

static uint32_t sum_of(char const *key, size_t keylen, char const *value,
  size_t n)
{
  return sum_add(sum_add(sum_add(0, key, keylen), ":", 1), value, n);
}

int record_isnone(struct record const *r)
{
  struct record copy = *r;
  uint64_t *f[FIELDS];
  unsigned int i = 0;
  fields(f, &copy);
  while (i < FIELDS && !*f[i]) i++;
  return i == FIELDS;
}

int64_t record_history(struct record const *r)
{
  return (int64_t)(r->nice - r->naughty);
}

size_t record_fmt(char *s, struct record const *r, char const *key,
  size_t keylen)
{
  struct record copy = *r;
  struct text t = { s, 0, RECORD_FMT, 0 };
  uint64_t *f[FIELDS];
  unsigned int i = 0;
  fields(f, &copy);
  for (; i < FIELDS; i++)
  {
    if (*f[i]) text_addu(&t, *f[i]);
    text_addc(&t, ':');
  }
  text_addhex(&t, sum_of(key, keylen, t.s, t.len), SUM_DIGITS);
  return t.len;
}

int record_scan(struct record *r, char const *value, size_t n,
  char const *key, size_t keylen)
{
  uint64_t *f[FIELDS];
  size_t at = 0;
  unsigned int i = 0;
  memset(r, 0, sizeof *r);
  fields(f, r);
  for (; i < FIELDS; i++)
  {
    at += scan_decimal(value + at, n - at, f[i], INT64_MAX);
    if (at == n || value[at] != ':') break;
    at++;
  }
  if (i == FIELDS && n - at == SUM_DIGITS
    && sum_match(value + at, sum_of(key, keylen, value, at))) return 1;
  memset(r, 0, sizeof *r);
  return 0;
}

void record_turn(struct record *r, uint64_t period)
{
  static struct outcome const none;
  if (period <= r->period) return;
  r->before = period == r->period + 1 ? r->now : none;
  r->now = none;
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

void record_add(struct record *network, struct record const *member)
{
  struct record m = *member;
  if (m.period < network->period) record_turn(&m, network->period);
  else record_turn(network, m.period);
  network->naughty += m.naughty;
  network->nice += m.nice;
  network->connects += m.connects;
  if (m.last > network->last) network->last = m.last;
  outcome_add(&network->now, &m.now);
  outcome_add(&network->before, &m.before);
}

static void outcome_subtract(struct outcome *from, struct outcome const *o)
{
  from->success -= o->success;
  from->tempfail -= o->tempfail;
  from->permfail -= o->permfail;
}

void record_change(struct record *change, struct record const *was,
  struct record const *is)
{
  struct record old = *was;
  *change = *is;
  record_turn(change, old.period);
  record_turn(&old, change->period);
  change->since = change->until = 0;
  change->naughty -= old.naughty;
  change->nice -= old.nice;
  change->connects -= old.connects;
  outcome_subtract(&change->now, &old.now);
  outcome_subtract(&change->before, &old.before);
}

void record_sliding(struct outcome *scaled, struct record const *r,
  uint64_t x)
{
  struct record at = *r;
  uint64_t left = RECORD_WINDOW;
  record_turn(&at, x / RECORD_WINDOW);
  if (at.period == x / RECORD_WINDOW) left -= x % RECORD_WINDOW;
  scaled->success = at.now.success * RECORD_WINDOW + at.before.success * left;
  scaled->tempfail = at.now.tempfail * RECORD_WINDOW
    + at.before.tempfail * left;
  scaled->permfail = at.now.permfail * RECORD_WINDOW
    + at.before.permfail * left;
}
