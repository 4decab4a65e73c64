/* A line of the journal: what is written of a line reads as that line, and all
   that a line can do to a record leaves one that can be kept. The check digits
   are put right, so that what is behind them is reached. */

#include <string.h>

#include "fuzz.h"
#include "../../src/karma/event.h"
#include "../../src/karma/key.h"
#include "../../src/karma/rule.h"

static void pairs(struct line const *l)
{
  struct pair p;
  char const *s = l->pairs;
  size_t n = l->pairslen;
  while (line_take(&p, &s, &n))
    MUST(p.name >= l->pairs && p.name + p.namelen < p.value
      && p.value + p.len <= l->pairs + l->pairslen);
  MUST(!line_find(&p, l, "helo") || same(p.name, p.namelen, "helo", 4));
}

static void written(struct line const *l)
{
  char array[LINE_LEN];
  struct text t = TEXT(array);
  struct line m;
  char const *why;
  if (l->kind == LINE_CONNECTION) line_connection(&t, l);
  else line_import(&t, l);
  line_finish(&t);
  if (t.cut) return;
  MUST(t.s[t.len - 1] == '\n' && line_scan(&m, t.s, t.len - 1, &why));
  MUST(m.kind == l->kind && m.class == l->class && m.karma == l->karma);
  MUST(!stamp_later(&m.stamp, &l->stamp) && !stamp_later(&l->stamp, &m.stamp));
  MUST(!memcmp(&m.address, &l->address, sizeof m.address));
  MUST(!memcmp(&m.counts, &l->counts, sizeof m.counts));
  MUST(m.since == l->since && m.naughty == l->naughty && m.nice == l->nice
    && m.connects == l->connects && m.days == l->days);
  if (l->kind == LINE_CONNECTION && l->class == CLASS_NAUGHTY)
    MUST(m.negative == l->negative && m.penalty_days == l->penalty_days
      && m.penalty_max == l->penalty_max && m.mixed == l->mixed);
  if (l->kind == LINE_CONNECTION)
    MUST(same(m.end, m.endlen, l->end, l->endlen)
      && same(m.events, m.eventslen, l->events, l->eventslen));
}

/* Day after day the same line; the client is the only one of its network. */
static void applied(struct line *l)
{
  struct record r = { 0 }, network = { 0 }, before, change, again;
  struct key k;
  char key[KEY_FMT], value[RECORD_FMT];
  size_t keylen, n;
  unsigned int day = 0;
  int exists = 0;
  key_client(&k, &l->address);
  keylen = key_fmt(key, &k);
  for (; day < 12; day++)
  {
    before = r;
    l->stamp.seconds = l->stamp.seconds % UINT64_C(4000000000) + RECORD_DAY;
    rule_apply(&r, &exists, l, l->stamp.seconds, 1 + 9 * day,
      RECORD_VERSION);
    n = record_fmt(value, &r, key, keylen);
    MUST(n <= RECORD_FMT && record_scan(&again, value, n, key, keylen));
    MUST(!memcmp(&again, &r, sizeof r));
    record_change(&change, &before, &r, RECORD_ONCE);
    record_add(&network, &change, RECORD_ALL);
    MUST(network.connects == r.connects && network.naughty == r.naughty
      && network.nice == r.nice && network.last >= r.last
      && network.good <= 1 && network.bad <= 1);
  }
}

void fuzz(char const *s, size_t n)
{
  char array[LINE_LEN + 100];
  struct text t = TEXT(array);
  struct tally tally = { 0 };
  struct line l;
  char const *why;
  if (n > LINE_LEN) return;
  text_add(&t, s, n);
  text_adds(&t, " ~");
  text_addhex(&t, sum_add(0, s, n), SUM_DIGITS);
  if (!line_scan(&l, t.s, t.len, &why))
  {
    MUST(*why);
    return;
  }
  MUST(t.len < LINE_LEN);
  if (l.pairs) pairs(&l);
  if (l.kind == LINE_CONNECTION) tally_scan(&tally, l.events, l.eventslen);
  if (l.kind == LINE_CONNECTION || l.kind == LINE_IMPORT) written(&l);
  if (l.address.known) applied(&l);
}
