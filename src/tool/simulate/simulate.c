/* The journal under another configuration. */

#include <string.h>

#include <skalibs/strerr.h>

#include "simulate.h"
#include "../../karma/classify.h"
#include "../../karma/key.h"
#include "../../karma/rule.h"

static struct simulated_client *clients(struct simulation const *w)
{
  return genalloc_s(struct simulated_client, &w->clients);
}

static struct simulated_client *client_of(struct simulation *w,
  struct address const *a)
{
  static struct simulated_client const none;
  char name[KEY_FMT];
  struct key k;
  uint32_t number;
  key_client(&k, a);
  if (intern_number(&w->names, name, key_fmt(name, &k), &number)
    && !genalloc_append(struct simulated_client, &w->clients, &none))
    strerr_diefusys(111, "remember clients");
  return clients(w) + number;
}

static int refuses(struct karma_settings const *f, struct address const *a)
{
  return f->refuses && (f->private || !address_private(a));
}

/* The karma with other points; what granted points (sender_tld, adjust) it
   has stays in it. */
static int64_t karma(struct simulation *w, struct line const *l,
  struct tally *tally)
{
  int64_t then;
  tally->granted = tally_granted(tally, &w->before->awards, l->karma);
  then = tally_karma(tally, &w->before->awards);
  w->mismatches += then != l->karma && !tally->count[EVENT_SENDER_TLD]
    && !tally->count[EVENT_ADJUST];
  return l->karma - then + tally_karma(tally, &w->after->awards);
}

static int ended(struct line const *l, char const *how)
{
  return l->endlen == strlen(how) && !memcmp(l->end, how, l->endlen);
}

/* The class by what it did, which the journal tells unless it was boxed. A
   connection that went on encrypted is nobody's judgement. */
static enum line_class judged(struct simulation *w, struct line const *l)
{
  struct tally tally;
  int64_t k;
  tally_scan(&tally, l->events, l->eventslen);
  k = karma(w, l, &tally);
  if (ended(l, "tls")) return CLASS_NEUTRAL;
  return classify_connection(k, w->after->strikes, w->after->nice,
    tally.count[EVENT_MESSAGE_ACCEPTED] > 0);
}

/* Would it have met the box? Where the journal's own record says that it should
   have met this very box, and it did not, the box was not folded yet; nor is
   it in the replay. Where it met one of which the journal knows nothing, that
   one stands. */
static int boxed(struct simulation const *w, struct line const *l,
  struct simulated_client const *c)
{
  uint64_t t = l->stamp.seconds;
  int then = rule_boxed(&c->recorded, t), now = rule_boxed(&c->replayed, t);
  if (!refuses(w->after, &l->address)) return 0;
  if (l->class == CLASS_BOXED) return now || !then;
  return now && !(refuses(w->before, &l->address) && then
    && c->recorded.since == c->replayed.since);
}

static unsigned int place(struct simulation *w, struct line const *l,
  struct simulated_client const *c)
{
  if (l->class == CLASS_IMMUNE) return class_index(CLASS_IMMUNE);
  if (c && boxed(w, l, c)) return class_index(CLASS_BOXED);
  if (l->class == CLASS_BOXED) return SIMULATE_UNKNOWN;
  return class_index(judged(w, l));
}

static void apply(struct simulation const *w, struct record *r, int *exists,
  struct line const *l)
{
  rule_apply(r, exists, l, w->newest, w->expire_days,
    RECORD_VERSION);
}

/* The line as the replay would have written it. Of what nobody knows, only
   that there was a connection. */
static void rewrite(struct simulation const *w, struct line *l, unsigned int to)
{
  l->class = to == SIMULATE_UNKNOWN ? CLASS_IMMUNE : class_at(to);
  l->negative = w->after->negative;
  l->penalty_days = w->after->penalty_days;
  l->penalty_max = w->after->penalty_max;
  l->mixed = w->after->mixed;
}

static void connection(struct simulation *w, struct line const *l,
  struct simulated_line *a)
{
  struct line again = *l;
  a->client = l->address.known ? client_of(w, &l->address) : 0;
  a->from = class_index(l->class);
  a->to = place(w, l, a->client);
  if (!a->client) return;
  rewrite(w, &again, a->to);
  apply(w, &a->client->recorded, &a->client->exists[0], l);
  apply(w, &a->client->replayed, &a->client->exists[1], &again);
}

static void prune(struct simulation *w, struct line const *l)
{
  struct simulated_client *c = clients(w);
  uint32_t n = intern_count(&w->names);
  static struct record const none;
  for (; n--; c++)
  {
    if (rule_prunes(l, &c->recorded)) c->recorded = none;
    if (rule_prunes(l, &c->replayed)) c->replayed = none;
  }
}

static void order(struct simulation *w, struct line const *l)
{
  struct simulated_client *c;
  if (l->kind == LINE_SET) w->expire_days = l->days;
  else if (l->kind == LINE_PRUNE) prune(w, l);
  else
  {
    c = client_of(w, &l->address);
    apply(w, &c->recorded, &c->exists[0], l);
    apply(w, &c->replayed, &c->exists[1], l);
  }
}

int simulate_line(struct simulation *w, struct line const *l,
  struct simulated_line *a)
{
  if (l->stamp.seconds > w->newest) w->newest = l->stamp.seconds;
  if (l->kind == LINE_CONNECTION) connection(w, l, a);
  else order(w, l);
  return l->kind == LINE_CONNECTION;
}
