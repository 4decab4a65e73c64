/* Is a list in the DNS what it should be? */

#include <string.h>

#include "answers.h"
#include "list_test.h"
#include "../../checks/lists_score.h"

#define TRIES 2     /* a resolver that has to find its way may be slow once */

/* The two test points of one kind. */
struct points
{
  struct dns_question must;   /* it must be there, */
  struct dns_question canary; /* and this must not */
};

enum { IPV4, IPV6, DOMAINS, KINDS };

struct asked
{
  struct lists const *lists;
  struct list_test *tests;
  struct points points[LISTS][KINDS];
  unsigned char waits[LISTS];   /* an answer is to come */
};

static struct address const must4 = { .ip = { 127, 0, 0, 2 }, .known = 1 };
static struct address const must6 = { .ip = { [10] = 0xff, [11] = 0xff,
  [12] = 127, [15] = 2 }, .is6 = 1, .known = 1 };

/* It is to be asked, or to be asked again. */
static int due(struct dns_question const *q)
{
  return q->state == DNS_UNASKED
    || (q->state == DNS_TROUBLE && q->trouble == DNS_TIMEOUT);
}

/* 1 if there was something to ask. */
static int ask(struct dns *d, struct points *p, struct list const *list,
  struct address const *must)
{
  char name[DNS_NAME + 1];
  unsigned int before = d->asked;
  if (due(&p->must) && (must ? list_question(name, list, must)
    : list_question_domain(name, list, "test", 4)))
    dns_ask(d, &p->must, DNS_A, name);
  if (list->canary && due(&p->canary))
  {
    list_canary(name, list, must);
    dns_ask(d, &p->canary, DNS_A, name);
  }
  return d->asked > before;
}

static void ask_all(struct dns *d, struct asked *x, int domains)
{
  unsigned int i = 0;
  for (; i < x->lists->n; i++)
  {
    struct list const *list = &x->lists->list[i];
    struct points *p = x->points[i];
    if (domains) x->waits[i] |= ask(d, &p[DOMAINS], list, 0);
    if (!domains && list->ipv4) x->waits[i] |= ask(d, &p[IPV4], list, &must4);
    if (!domains && list->ipv6) x->waits[i] |= ask(d, &p[IPV6], list, &must6);
  }
}

static int open_points(struct points const *p)
{
  return p->must.state == DNS_OPEN || p->canary.state == DNS_OPEN;
}

static void look(void *data, unsigned int milliseconds)
{
  struct asked *x = data;
  unsigned int i = 0;
  for (; i < x->lists->n; i++)
  {
    unsigned int kind = 0;
    while (kind < KINDS && !open_points(&x->points[i][kind])) kind++;
    if (kind < KINDS || !x->waits[i]) continue;
    x->tests[i].milliseconds = milliseconds;
    x->waits[i] = 0;
  }
}

static int outside(struct dns_question const *q)
{
  unsigned int i = 0;
  if (q->state != DNS_YES) return 0;
  while (i < q->n && q->answer.address[i].ip[0] == 127) i++;
  return i < q->n;
}

/* All that it says is that it does not answer, unless the operator's filter has
   such a code for a listing. */
static int refuses(struct asked const *x, unsigned int list,
  struct dns_question const *q)
{
  static struct dns_question const no = { .state = DNS_NO };
  struct list_answer a;
  unsigned int i = 0;
  if (q->state != DNS_YES) return 0;
  list_look(&a, x->lists, list, q, &no);
  if (a.state == LIST_HIT) return 0;
  while (i < q->n && list_refusal(q->answer.address[i].ip)) i++;
  return i == q->n;
}

static enum list_health health(struct asked const *x, unsigned int i,
  struct points const *p, char const **why)
{
  struct dns_question const *trouble = p->must.state == DNS_TROUBLE ? &p->must
    : p->canary.state == DNS_TROUBLE ? &p->canary : 0;
  if (trouble) return *why = dns_word(trouble->trouble), LIST_DEAD;
  if (outside(&p->must) || outside(&p->canary)) return LIST_OUTSIDE;
  if (refuses(x, i, &p->must) || refuses(x, i, &p->canary))
    return LIST_REFUSES;
  if (p->canary.state == DNS_YES) return LIST_WORLD;
  return p->must.state == DNS_YES ? LIST_GOOD : LIST_EMPTY;
}

/* Many lists have no IPv6, and nothing is wrong with them. */
static void judge(struct asked *x, unsigned int i)
{
  static char const *const kinds[] = { "IPv4", "IPv6", 0 };
  struct list_test *t = &x->tests[i];
  int kind = 0, seen = 0;
  for (; kind < KINDS; kind++)
  {
    struct points const *p = &x->points[i][kind];
    char const *why = 0;
    enum list_health h;
    if (p->must.state == DNS_UNASKED) continue;
    h = health(x, i, p, &why);
    if (kind == IPV6 && seen && h == LIST_EMPTY && t->health == LIST_GOOD)
      t->only4 = 1;
    else if (!seen || t->health == LIST_GOOD)
    {
      t->health = h;
      t->why = why ? why : seen && h != LIST_GOOD ? kinds[kind] : 0;
    }
    seen = 1;
  }
}

int list_test(struct list_test *tests, struct lists const *l, int domains,
  char const *server, char const **why)
{
  static struct asked x;
  unsigned int i = 0;
  memset(&x, 0, sizeof x);
  x.lists = l;
  x.tests = tests;
  memset(tests, 0, l->n * sizeof *tests);
  for (; i < TRIES; i++)
  {
    struct dns d = { .server = server };
    ask_all(&d, &x, domains);
    answers_await(&d, look, &x);
    *why = dns_why(&d);
    dns_end(&d);
    if (*why) return 0;
  }
  for (i = 0; i < l->n; i++)
  {
    tests[i].list = &l->list[i];
    judge(&x, i);
  }
  return 1;
}
