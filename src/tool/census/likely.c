/* Those that look most like real mail. */

#include <string.h>

#include "likely.h"

static int64_t score(struct line const *l, struct facts const *f,
  struct client const *client)
{
  int64_t s = 2 * (int64_t)l->counts.success + (f->tls.s ? 3 : 0);
  if (client) s += 4 * (int64_t)client->nice - 3 * (int64_t)client->naughty;
  return s;
}

static void keep(struct likely_word *to, struct word const *w)
{
  to->n = (unsigned int)(w->n < LIKELY_WORD ? w->n : LIKELY_WORD);
  if (w->s) memcpy(to->s, w->s, to->n);
}

static void fill(struct likely_one *to, struct line const *l,
  struct facts const *f, struct client const *client)
{
  to->when = l->stamp.seconds;
  to->address = l->address;
  to->nice = client ? client->nice : 0;
  to->naughty = client ? client->naughty : 0;
  keep(&to->check, &f->would);
  keep(&to->helo, &f->helo);
  keep(&to->from, &f->from);
  keep(&to->to, &f->to);
}

static int same(struct address const *a, struct address const *b)
{
  return a->is6 == b->is6 && !memcmp(a->ip, b->ip, sizeof a->ip);
}

void likely_add(struct likely *x, struct line const *l, struct facts const *f,
  struct client const *client)
{
  int64_t s = score(l, f, client);
  unsigned int i, at;
  if (x->n == LIKELY && s <= x->one[LIKELY - 1].score) return;
  for (i = 0; i < x->n && !same(&x->one[i].address, &l->address);) i++;
  if (i < x->n && x->one[i].score >= s) return;
  if (i == x->n && x->n < LIKELY) x->n++;
  if (i == LIKELY) i--;
  for (at = i; at && x->one[at - 1].score < s; at--)
    x->one[at] = x->one[at - 1];
  x->one[at].score = s;
  fill(&x->one[at], l, f, client);
}
