/* What the answers of lists come to. */

#include <string.h>

#include "lists_score.h"

static int in_filter(struct list_rule const *r, unsigned char const *ip)
{
  unsigned int i = 0;
  while (i < 4 && r->octet[i][ip[i] / 8] & 1 << ip[i] % 8) i++;
  return i == 4;
}

int list_refusal(unsigned char const *ip)
{
  static unsigned char const one[4] = { 127, 0, 0, 1 };
  return ip[3] == 255 || (ip[1] == 255 && ip[2] == 255) || !memcmp(ip, one, 4);
}

/* What is in the addresses that were answered. */
struct found
{
  int64_t score;
  unsigned int rules;       /* that match */
  unsigned int outside : 1; /* one is not in 127/8 */
  unsigned int refused : 1;
};

static int rule_matches(struct list_rule const *r,
  struct dns_question const *q)
{
  unsigned int i = 0;
  for (; i < q->n; i++)
  {
    unsigned char const *ip = q->answer.address[i].ip;
    if (r->filter ? in_filter(r, ip) : !list_refusal(ip)) return 1;
  }
  return 0;
}

static void find(struct found *f, struct lists const *l, unsigned int list,
  struct dns_question const *q)
{
  unsigned int i = 0;
  memset(f, 0, sizeof *f);
  for (; i < q->n; i++)
  {
    if (q->answer.address[i].ip[0] != 127) f->outside = 1;
    if (list_refusal(q->answer.address[i].ip)) f->refused = 1;
  }
  for (i = 0; i < l->rules; i++)
    if (l->rule[i].list == list && rule_matches(&l->rule[i], q))
    {
      f->score += l->rule[i].weight;
      f->rules++;
    }
}

/* It cannot be believed; not answered in time is not the same as not at all. */
static void trouble(struct list_answer *a, char const *why)
{
  a->state = LIST_TROUBLE;
  a->trouble = why;
  a->score = 0;
}

static void no_answer(struct list_answer *a, struct dns_question const *q)
{
  trouble(a, q->trouble == DNS_TIMEOUT ? "did not answer in time"
    : "does not answer");
}

/* An open list may say any of its lines, or all. */
static void open_list(struct list_answer *a, struct lists const *l,
  unsigned int list)
{
  unsigned int i = 0;
  a->state = LIST_OPEN;
  for (; i < l->rules; i++)
    if (l->rule[i].list != list) continue;
    else if (l->rule[i].weight < 0) a->down += l->rule[i].weight;
    else a->up += l->rule[i].weight;
}

/* A hit, if the canary lives. Until that is known it may be one or not. */
static void hit(struct list_answer *a, struct list const *list,
  struct dns_question const *canary)
{
  a->state = LIST_HIT;
  if (!list->canary) return;
  switch (canary->state)
  {
    case DNS_NO: return;
    case DNS_YES: trouble(a, "names the whole world"); return;
    case DNS_TROUBLE: no_answer(a, canary); return;
    case DNS_UNASKED: a->asks = 1;    /* fall through */
    case DNS_OPEN:
      a->state = LIST_OPEN;
      *(a->score < 0 ? &a->down : &a->up) = a->score;
  }
}

static void look_at(struct list_answer *a, struct lists const *l,
  unsigned int i, struct dns_question const *q,
  struct dns_question const *canary)
{
  struct found f;
  find(&f, l, i, q);
  if (f.outside) trouble(a, "answers outside 127/8");
  else if (f.rules)
  {
    a->score = f.score;
    hit(a, &l->list[i], canary);
  }
  else if (f.refused) trouble(a, "refuses to answer");
}

void list_look(struct list_answer *a, struct lists const *l, unsigned int i,
  struct dns_question const *question, struct dns_question const *canary)
{
  memset(a, 0, sizeof *a);
  a->state = LIST_CLEAR;
  switch (question->state)
  {
    case DNS_UNASKED: a->state = LIST_SILENT; break;
    case DNS_OPEN: open_list(a, l, i); break;
    case DNS_NO: break;
    case DNS_TROUBLE: no_answer(a, question); break;
    case DNS_YES: look_at(a, l, i, question, canary);
  }
}

void lists_sum(struct lists_score *s, struct list_answer const *a,
  unsigned int n)
{
  unsigned int i = 0;
  memset(s, 0, sizeof *s);
  for (; i < n; i++)
  {
    s->asked += a[i].state != LIST_SILENT;
    s->open += a[i].state == LIST_OPEN;
    s->hits += a[i].state == LIST_HIT;
    s->troubles += a[i].state == LIST_TROUBLE;
    if (a[i].state == LIST_HIT) s->score += a[i].score;
    s->down += a[i].down;
    s->up += a[i].up;
  }
}

int lists_certain(struct lists_score const *s, int64_t threshold)
{
  return s->score + s->down >= threshold;
}

int lists_hopeless(struct lists_score const *s, int64_t threshold)
{
  return s->score + s->up < threshold;
}

/* `open` and the names of those that are. */
static void open_words(struct text *t, struct lists const *l,
  struct list_answer const *a)
{
  unsigned int i = 0, n = 0;
  for (; i < l->n; i++)
  {
    if (a[i].state != LIST_OPEN) continue;
    if (!n++) text_adds(t, t->len ? ", open" : "open");
    text_addc(t, ' ');
    list_name(t, &l->list[i]);
  }
}

void lists_words(struct text *t, struct lists const *l,
  struct list_answer const *a)
{
  struct lists_score s;
  unsigned int i = 0;
  lists_sum(&s, a, l->n);
  if (s.hits)
  {
    text_adds(t, "score ");
    text_addi(t, s.score);
  }
  for (; i < l->n; i++)
  {
    if (a[i].state != LIST_HIT) continue;
    text_addc(t, ' ');
    list_name(t, &l->list[i]);
    text_addc(t, '*');
    text_addi(t, a[i].score);
  }
  open_words(t, l, a);
}

void lists_troubles(struct text *t, struct lists const *l,
  struct list_answer const *a, int late)
{
  unsigned int i = 0, n = 0;
  for (; i < l->n; i++)
  {
    if (a[i].state != LIST_TROUBLE && !(late && a[i].state == LIST_OPEN))
      continue;
    if (n++) text_adds(t, ", ");
    list_name(t, &l->list[i]);
    text_addc(t, ' ');
    text_adds(t, a[i].state == LIST_OPEN ? "did not answer in time"
      : a[i].trouble);
  }
}

void lists_journal(struct text *t, struct lists const *l,
  struct list_answer const *a)
{
  unsigned int i = 0, n = 0;
  for (; i < l->n; i++)
  {
    if (a[i].state != LIST_HIT) continue;
    if (n++) text_addc(t, ',');
    list_name(t, &l->list[i]);
    text_addc(t, ':');
    text_addi(t, a[i].score);
  }
}

static struct list const *gravest(struct lists const *l,
  struct list_answer const *a)
{
  unsigned int i = 0, best = l->n;
  for (; i < l->n; i++)
    if (a[i].state == LIST_HIT && a[i].score > 0
      && (best == l->n || a[i].score > a[best].score)) best = i;
  return best == l->n ? 0 : &l->list[best];
}

void lists_reply(struct text *t, struct lists const *l,
  struct list_answer const *a, char const *whose, char const *about,
  size_t aboutlen)
{
  struct list const *list = gravest(l, a);
  char const *s = list ? list->text : 0;
  text_adds(t, whose);
  if (list && list->as && !s)
  {
    text_adds(t, " is listed by ");
    text_adds(t, list->as);
    text_addc(t, '.');
    return;
  }
  text_adds(t, " is listed as a source of spam");
  text_adds(t, s ? ": " : ".");
  for (; s && *s; s++)
    if (*s != '%') text_addc(t, *s);
    else s++, text_addclean(t, about, aboutlen);
}
