/* All that the report tells. */

#include <string.h>

#include "census.h"
#include "../open/read_journal.h"
#include "../../karma/event.h"

/* What is asked of each line, once. */
struct one
{
  struct line const *line;
  uint64_t t;
  struct facts facts;
  enum lot lot;
  unsigned int accepted;    /* messages */
  unsigned int passwords;   /* wrong ones */
  int talked;               /* it said HELO, as far as we saw */
};

char const *lot_name(enum lot lot)
{
  static char const *const names[LOTS] = { "nice", "neutral", "naughty",
    "refused", "boxed" };
  return names[lot];
}

static enum lot lot_of(struct one const *x)
{
  switch (x->line->class)
  {
    case CLASS_BOXED: return LOT_BOXED;
    case CLASS_IMMUNE: return LOT_NEUTRAL;
    case CLASS_NAUGHTY:
    case CLASS_NICE:
    case CLASS_NEUTRAL: break;
  }
  if (x->facts.stop.s && !x->accepted) return LOT_REFUSED;
  if (x->line->class == CLASS_NAUGHTY) return LOT_NAUGHTY;
  return x->line->class == CLASS_NICE ? LOT_NICE : LOT_NEUTRAL;
}

/* Few lines have any event at all, and most of these only one. */
static void events(struct one *x)
{
  struct tally tally;
  if (x->line->eventslen == 1) return;
  tally_scan(&tally, x->line->events, x->line->eventslen);
  x->accepted = tally.count[EVENT_MESSAGE_ACCEPTED];
  x->passwords = tally.count[EVENT_AUTH_FAILURE];
}

static void read_one(struct one *x, struct line const *l)
{
  x->line = l;
  x->t = l->stamp.seconds;
  x->accepted = x->passwords = 0;
  facts_find(&x->facts, l);
  events(x);
  x->lot = lot_of(x);
  x->talked = l->class != CLASS_BOXED && l->class != CLASS_IMMUNE
    && facts_phase(&x->facts) > PHASE_CONNECT;
}

static void before(struct census_before *b, struct one const *x)
{
  b->lot[x->lot]++;
  b->messages += x->accepted;
  b->recipients += x->line->counts.success;
  b->passwords += x->passwords;
  b->talked += x->talked != 0;
  b->encrypted += x->talked && x->facts.tls.s;
}

static struct census_tls *version(struct census *c, struct word const *w)
{
  size_t n = w->n < CENSUS_TLS - 1 ? w->n : CENSUS_TLS - 1;
  unsigned int i = 0;
  for (; i < c->versions; i++)
    if (strlen(c->tls[i].name) == n && !memcmp(c->tls[i].name, w->s, n))
      return &c->tls[i];
  if (i == CENSUS_VERSIONS) return &c->tls[i - 1];
  memcpy(c->tls[i].name, w->s, n);
  c->versions++;
  return &c->tls[i];
}

static void encryption(struct census *c, struct one const *x, unsigned int day)
{
  struct word const none = { "none", 4 };
  int group = x->lot == LOT_NICE ? GROUP_NICE
    : x->lot == LOT_NEUTRAL ? GROUP_NEUTRAL : GROUP_BAD;
  if (!x->talked) return;
  c->talked[day]++;
  c->encrypted[day] += x->facts.tls.s != 0;
  version(c, x->facts.tls.s ? &x->facts.tls : &none)->group[group]++;
}

static void name(struct heavy *h, struct word const *w)
{
  if (w->s) heavy_add(h, w->s, w->n, 1);
}

static void names(struct census *c, struct one const *x)
{
  if (!x->facts.stop.s && !x->facts.would.s) return;
  name(&c->helo, &x->facts.helo);
  name(&c->from, &x->facts.from);
  name(&c->to, &x->facts.to);
}

static void guesses(struct census *c, struct one const *x, unsigned int day)
{
  char address[ADDRESS_FMT];
  if (!x->passwords) return;
  c->passwords[day] += x->passwords;
  heavy_add(&c->guessers, address, address_fmt(address, &x->line->address),
    x->passwords);
}

/* What concerns only those that are judged. */
static void judged(struct census *c, struct one const *x,
  struct client const *client)
{
  int turned = x->lot == LOT_REFUSED || x->lot == LOT_BOXED;
  origins_add(&c->origins, &x->line->address, x->lot >= LOT_NAUGHTY,
    x->lot == LOT_NICE);
  stops_add(&c->stops, x->line, &x->facts, turned, x->accepted > 0);
  if (x->facts.would.s && x->line->counts.success)
    likely_add(&c->likely, x->line, &x->facts, client);
}

static void within(struct census *c, struct one const *x,
  struct client const *client)
{
  unsigned int hour = period_hour(&c->period, x->t);
  unsigned int day = period_day(&c->period, x->t);
  c->lines++;
  c->hour[x->lot][hour]++;
  if (x->facts.observe.s) c->observed[hour] = 1;
  c->messages[day] += x->accepted;
  c->recipients[day] += (uint32_t)x->line->counts.success;
  guesses(c, x, day);
  encryption(c, x, day);
  names(c, x);
  dns_lists_add(&c->lists, &c->period, x->t, &x->facts, x->lot == LOT_NICE);
  histogram_add(&c->seconds[x->lot], x->facts.seconds);
  if (x->line->class == CLASS_IMMUNE) c->immune++;
  else judged(c, x, client);
}

/* How long nobody came. */
static void silence(struct census *c, uint64_t t)
{
  if (c->last && t > c->last)
  {
    histogram_add(&c->gaps, t - c->last);
    if (t - c->last > c->hole)
    {
      c->hole = t - c->last;
      c->hole_begin = c->last;
    }
  }
  if (t > c->last) c->last = t;
}

static void order(struct census *c, struct line const *l)
{
  if (l->stamp.seconds < c->period.begin) return;
  if (l->kind == LINE_CAPTURE) c->captured++;
  else if (l->kind == LINE_RELEASE) c->released++;
  else c->other_orders++;
}

static void count(struct census *c, struct line const *l)
{
  struct client const *client = clients_line(&c->clients, &c->boxes,
    &c->period, l);
  struct one x;
  if (l->kind != LINE_CONNECTION)
  {
    order(c, l);
    return;
  }
  read_one(&x, l);
  if (!c->first || x.t < c->first) c->first = x.t;
  if (x.t < c->period.begin)
  {
    before(&c->before, &x);
    return;
  }
  silence(c, x.t);
  within(c, &x, client);
}

uint64_t census_first(int home)
{
  struct journal_reader *j = read_journal_since(home, 0, UINT64_MAX);
  struct line l;
  int r;
  while ((r = read_journal_next(j, &l)) && l.kind != LINE_CONNECTION) continue;
  journal_reader_close(j);
  return r ? l.stamp.seconds : 0;
}

void census_take(struct census *c, int home)
{
  struct journal_reader *j = read_journal_since(home, c->period.before,
    c->period.end);
  struct line l;
  while (read_journal_report(j, &l)) count(c, &l);
  c->bad = j->bad;
  dns_lists_end(&c->lists);
  boxes_sum(&c->boxes, &c->period);
}
