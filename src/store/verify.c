/* Databases, checked from end to end. */

#include <string.h>

#include "lookup.h"
#include "reader.h"
#include "verify.h"
#include "view.h"
#include "walk.h"
#include "../karma/networks.h"

/* `OBJECT: ` what is wrong with this key. */
static int say(struct fault *fault, char const *object, char const *before,
  struct key const *k, char const *behind)
{
  char what[200], key[KEY_FMT];
  struct text t = { what, 0, sizeof what - 1, 0 };
  text_adds(&t, before);
  text_add(&t, key, key_fmt(key, k));
  text_adds(&t, behind);
  what[t.len] = 0;
  return fault_say(fault, object, what);
}

/* The walk stopped: where? */
static int stopped(struct walk const *w, char const *name,
  struct fault *fault)
{
  char why[100];
  struct text t = { why, 0, sizeof why - 1, 0 };
  if (!(w->clients + w->networks)) return fault_say(fault, name, w->why);
  text_adds(&t, w->why);
  text_adds(&t, ", behind ");
  why[t.len] = 0;
  return say(fault, name, why, &w->key, "");
}

/* Is the walk's record found as a reader would find it? */
static int found(struct walk const *w, char const *name, struct fault *fault)
{
  char key[KEY_FMT], value[RECORD_FMT];
  struct record r;
  size_t keylen = key_fmt(key, &w->key), n;
  char const *why;
  int answer = lookup_find(w->fd, key, keylen, value, &n, &why);
  if (answer == -1) return fault_say(fault, name, why);
  if (answer && record_scan(&r, value, n, key, keylen)
    && !memcmp(&r, &w->record, sizeof r)) return 1;
  return say(fault, name, "looking up ", &w->key, " does not find its record");
}

int verify_table(int home, char const *name, struct header *h,
  struct fault *fault)
{
  static struct walk w;
  int r = walk_open(&w, home, name);
  if (!r) return 0;
  if (r == -1) return w.why ? fault_say(fault, name, w.why)
    : fault_system(fault, "open", name);
  *h = w.header;
  while ((r = walk_next(&w)) == 1 && (r = found(&w, name, fault)) == 1) ;
  if (r == -1 && w.why) stopped(&w, name, fault);
  walk_close(&w);
  return r == -1 ? -1 : 1;
}

/* The numbers that members add up to. */
static int same_numbers(struct record const *a, struct record const *b)
{
  return a->naughty == b->naughty && a->nice == b->nice
    && a->connects == b->connects && !memcmp(&a->now, &b->now, sizeof a->now)
    && !memcmp(&a->before, &b->before, sizeof a->before);
}

/* Is this the network's record? `late`: its last and period may be later than
   those of the members it has now. */
static int is_sum(struct record const *network, struct record const *sum,
  int late)
{
  struct record s = *sum;
  if (!late) return !memcmp(network, sum, sizeof s);
  if (network->last < s.last || network->period < s.period) return 0;
  record_turn(&s, network->period);
  return same_numbers(network, &s);
}

/* A network of the view must be the one that comes next, unless it is one
   that has no members any more. */
static int check_network(struct view const *v, struct networks *n,
  char const *name, int late, struct fault *fault)
{
  struct record sum;
  struct key k;
  memset(&sum, 0, sizeof sum);
  if (networks_next(n, &k) && !key_cmp(&k, &v->key))
    networks_take(n, 0, &k, &sum);
  return is_sum(&v->record, &sum, late) ? 1
    : say(fault, name, "the network ", &v->key,
      " is not the sum of its members");
}

/* All networks that do not hold this key have been seen. */
static int check_missing(struct networks *n, struct key const *next,
  char const *name, struct fault *fault)
{
  struct record sum;
  struct key k;
  return !networks_take(n, next, &k, &sum) ? 1
    : say(fault, name, "the network ", &k, " is missing");
}

static int check(struct view *v, char const *name, int late,
  struct fault *fault)
{
  struct networks n;
  int r;
  memset(&n, 0, sizeof n);
  while ((r = view_next(v, fault)) == 1)
  {
    if (check_missing(&n, &v->key, name, fault) == -1) return -1;
    if (!key_isclient(&v->key))
    {
      if (check_network(v, &n, name, late, fault) == -1) return -1;
    }
    else networks_add(&n, &v->key, &v->record);
  }
  return r == -1 ? -1 : check_missing(&n, 0, name, fault);
}

int verify_networks(int home, char const *name, struct fault *fault)
{
  static struct view v;
  int r = view_open_named(&v, home, name, 0, fault);
  if (r < 1) return r;
  r = check(&v, name, 0, fault);
  view_close(&v);
  return r;
}

int verify_view(int home, struct fault *fault)
{
  static struct view v;
  int r = view_open(&v, home, fault);
  if (r < 1) return r;
  r = check(&v, RECENT_CDB, 1, fault);
  view_close(&v);
  return r;
}
