/* What the lists of the DNS knew. */

#include <string.h>

#include "dns_lists.h"

#define ENOUGH 20     /* connections that asked, which mean something */

static struct dns_list *find(struct dns_lists *d, struct word const *name)
{
  size_t n = name->n < DNS_LISTS_NAME - 1 ? name->n : DNS_LISTS_NAME - 1;
  unsigned int i = 0;
  for (; i < d->n; i++)
    if (strlen(d->list[i].name) == n && !memcmp(d->list[i].name, name->s, n))
      return &d->list[i];
  if (i == DNS_LISTS) return 0;
  memcpy(d->list[i].name, name->s, n);
  d->n++;
  return &d->list[i];
}

/* Did it answer nobody meanwhile? One that failed in half of all connections
   that asked anything, and knew no client, answered none: not all of them ask
   it. */
static void judge(struct dns_lists const *d, struct dns_list *x)
{
  if (x->now_hits || x->now_failed * 2 < d->now_asked)
    x->dead_since = x->dead_failures = 0;
  else if (!x->dead_since) x->dead_since = d->hour * PERIOD_HOUR;
  if (x->dead_since) x->dead_failures += x->now_failed;
  x->now_failed = x->now_hits = 0;
}

void dns_lists_end(struct dns_lists *d)
{
  unsigned int i = 0;
  if (d->now_asked < ENOUGH) return;
  for (; i < d->n; i++) judge(d, &d->list[i]);
  d->now_asked = 0;
}

static int score_of(struct word const *w)
{
  struct word digits = *w;
  int minus = w->n && *w->s == '-';
  digits.s += minus;
  digits.n -= (size_t)minus;
  return minus ? -(int)word_number(&digits) : (int)word_number(&digits);
}

/* NAME:SCORE; a name may have a colon in it. */
static void hit(struct dns_lists *d, unsigned int day,
  struct word const *w, int alone, int nice)
{
  struct word name = *w, score;
  struct dns_list *x;
  while (name.n && name.s[name.n - 1] != ':') name.n--;
  score.s = name.s + name.n;
  score.n = w->n - name.n;
  if (name.n < 2) return;
  name.n--;
  x = find(d, &name);
  if (!x) return;
  x->score = score_of(&score);
  x->hits++;
  x->now_hits++;
  x->alone += alone != 0;
  x->nice += nice != 0;
  x->day[day]++;
}

static void hits(struct dns_lists *d, unsigned int day,
  struct facts const *f, int nice)
{
  struct word rest = f->lists, part;
  int alone = rest.s && !memchr(rest.s, ',', rest.n);
  while (word_take(&part, &rest, ',')) hit(d, day, &part, alone, nice);
}

static void failed(struct dns_lists *d, struct word names)
{
  struct word name;
  while (word_take(&name, &names, ','))
  {
    struct dns_list *x = find(d, &name);
    if (!x) continue;
    x->failures++;
    x->now_failed++;
  }
}

/* ASKED/TROUBLE/OPEN/MILLISECONDS[/NAMES] */
void dns_lists_add(struct dns_lists *d, struct period const *p, uint64_t t,
  struct facts const *f, int nice)
{
  struct word rest = f->dns, part;
  unsigned int n[4] = { 0 }, i = 0;
  if (t / PERIOD_HOUR != d->hour) dns_lists_end(d);
  if (!d->now_asked) d->hour = t / PERIOD_HOUR;
  hits(d, period_day(p, t), f, nice);
  if (!rest.s) return;
  for (; i < 4 && word_take(&part, &rest, '/'); i++) n[i] = word_number(&part);
  d->asked += n[0];
  d->unanswered += n[1] + (uint64_t)n[2];
  d->now_asked++;
  histogram_add(&d->milliseconds, n[3]);
  if (rest.s) failed(d, rest);
}

static int before(struct dns_list const *a, struct dns_list const *b)
{
  return a->hits != b->hits ? a->hits > b->hits
    : strcmp(a->name, b->name) < 0;
}

void dns_lists_sorted(struct dns_lists const *d, unsigned int order[DNS_LISTS])
{
  unsigned int i, at;
  for (i = 0; i < d->n; i++)
  {
    for (at = i; at && before(&d->list[i], &d->list[order[at - 1]]); at--)
      order[at] = order[at - 1];
    order[at] = i;
  }
}
