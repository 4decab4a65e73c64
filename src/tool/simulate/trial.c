/* Mail under the rules. */

#include <string.h>

#include <skalibs/strerr.h>

#include "trial.h"
#include "../../checks/earlytalker.h"
#include "../../karma/classify.h"
#include "../../karma/neighbourhood.h"
#include "../../karma/networks.h"
#include "../../karma/rule.h"

#define EXPIRE_DAYS 60

struct trial_record
{
  struct record record;
  int exists;
};

/* A connection that is over: its line, as far as the fold looks at it. */
struct trial_line
{
  struct line line;
  struct key client;
};

static struct trial_record *record_of(struct trial *t, struct key const *k)
{
  static struct trial_record const none;
  char name[KEY_FMT];
  uint32_t number;
  if (intern_number(&t->names, name, key_fmt(name, k), &number)
    && !genalloc_append(struct trial_record, &t->records, &none))
    strerr_diefusys(111, "remember clients");
  return genalloc_s(struct trial_record, &t->records) + number;
}

/* As a minor fold does it, of one client. */
static void spread(struct trial *t, struct key const *client,
  struct record const *was, struct record const *is)
{
  struct networks around = { 0 };
  struct record change, before, *r;
  struct key k;
  networks_change(&around, client, was, is);
  while (networks_take_change(&around, 0, &k, &change))
  {
    r = &record_of(t, &k)->record;
    before = *r;
    record_add(r, &change, RECORD_ALL);
    networks_change(&around, &k, &before, r);
  }
}

static void fold(struct trial *t, struct trial_line const *l)
{
  struct trial_record *r = record_of(t, &l->client);
  struct record was = r->record, is;
  if (l->line.stamp.seconds > t->newest) t->newest = l->line.stamp.seconds;
  rule_apply(&r->record, &r->exists, &l->line, t->newest, EXPIRE_DAYS,
    RECORD_VERSION);
  is = r->record;
  spread(t, &l->client, &was, &is);
}

/* Forget what was folded, now and then. */
static void forget(struct trial *t)
{
  struct trial_line *first = genalloc_s(struct trial_line, &t->lines);
  size_t n = genalloc_len(struct trial_line, &t->lines) - t->folded;
  if (!t->folded || t->folded < n) return;
  memmove(first, first + t->folded, n * sizeof *first);
  genalloc_setlen(struct trial_line, &t->lines, n);
  t->folded = 0;
}

/* All that was over `delay` seconds ago is known now. */
static void catch_up(struct trial *t, uint64_t now)
{
  while (t->folded < genalloc_len(struct trial_line, &t->lines))
  {
    struct trial_line const *l = genalloc_s(struct trial_line, &t->lines)
      + t->folded;
    if (l->line.stamp.seconds + t->delay > now) return;
    fold(t, l);
    t->folded++;
  }
}

/* Do the networks ask it to come again? */
static int asked(struct trial *t, struct labelled_mail const *c,
  struct key const *client, struct record const *own)
{
  struct neighbourhood_rules const *rules = &t->neighbourhood;
  struct key level[NEIGHBOURHOOD_LEVELS];
  unsigned int n = neighbourhood_levels(level, client), i = 0;
  uint64_t q = NEIGHBOURHOOD_EVEN, from, until;
  if (!rules->refuses || neighbourhood_excepted(&c->address, own, c->t)
    || (neighbourhood_served(own, rules->patience, c->t, &from, &until)
      && c->t >= from)) return 0;
  for (; i < n; i++)
    q = neighbourhood_weigh(q, &record_of(t, &level[i])->record, c->t);
  return q >= rules->threshold;
}

static int boxed(struct trial const *t, struct labelled_mail const *c,
  struct record const *r)
{
  return t->karma->refuses && rule_boxed(r, c->t)
    && (t->karma->private || !address_private(&c->address));
}

static void judge(struct trial *t, struct labelled_mail const *c,
  struct key const *client, struct trial_verdict *v)
{
  struct record const own = record_of(t, client)->record;
  v->answer = boxed(t, c, &own) ? TRIAL_BOXED
    : asked(t, c, client, &own) ? TRIAL_ASKED : TRIAL_SERVED;
  v->stranger = !own.nice;
  v->at_once = v->answer == TRIAL_SERVED
    && record_history(&own) > EARLYTALKER_KNOWN;
}

/* What the connection earned: spam was found by a filter, which takes as many
   points as a naughty one needs; of the rest one message was accepted. */
static void earn(struct trial const *t, struct labelled_mail const *c,
  struct line *l)
{
  struct tally tally = { { 0 }, 0 };
  tally_event(&tally, EVENT_MESSAGE_ACCEPTED);
  l->class = c->spam ? CLASS_NAUGHTY
    : classify_connection(tally_karma(&tally, &t->karma->awards),
      t->karma->strikes, t->karma->nice, 1);
  if (c->spam) l->counts.permfail = c->recipients;
  else l->counts.success = c->recipients;
}

static void write_line(struct trial *t, struct labelled_mail const *c,
  struct key const *client, enum trial_answer answer)
{
  struct trial_line l = { .client = *client };
  l.line.kind = LINE_CONNECTION;
  l.line.stamp.seconds = c->t;
  l.line.class = answer == TRIAL_BOXED ? CLASS_BOXED : CLASS_NEUTRAL;
  if (answer == TRIAL_SERVED) earn(t, c, &l.line);
  l.line.asked = answer == TRIAL_ASKED;
  l.line.negative = t->karma->negative;
  l.line.penalty_days = t->karma->penalty_days;
  l.line.penalty_max = t->karma->penalty_max;
  l.line.mixed = t->karma->mixed;
  if (!genalloc_append(struct trial_line, &t->lines, &l))
    strerr_diefusys(111, "remember connections");
}

void trial_begin(struct trial *t)
{
  intern_begin(&t->names);
}

void trial_connection(struct trial *t, struct labelled_mail const *c,
  struct trial_verdict *v)
{
  struct key client;
  key_client(&client, &c->address);
  catch_up(t, c->t);
  forget(t);
  judge(t, c, &client, v);
  write_line(t, c, &client, v->answer);
}
