/* Asking the lists of a file, and their canaries: of a list that hits only, so
   that clients who are nowhere listed cost one question a list. */

#include "lists_ask.h"

static void ask(struct lists_asked *x, unsigned int i, char const *name)
{
  dns_ask(x->dns, &x->question[i], DNS_A, name);
}

void lists_ask(struct lists_asked *x, struct lists const *l, struct dns *dns,
  struct address const *a)
{
  char name[DNS_NAME + 1];
  unsigned int i = 0;
  x->lists = l;
  x->dns = dns;
  x->about = *a;
  for (; i < l->n; i++)
    if (list_wants(&l->list[i], a) && list_question(name, &l->list[i], a))
      ask(x, i, name);
  lists_follow(x);
}

void lists_ask_domain(struct lists_asked *x, struct lists const *l,
  struct dns *dns, char const *domain, size_t n)
{
  char name[DNS_NAME + 1];
  unsigned int i = 0;
  x->lists = l;
  x->dns = dns;
  x->about.known = 0;
  for (; i < l->n; i++)
    if (list_question_domain(name, &l->list[i], domain, n)) ask(x, i, name);
  lists_follow(x);
}

/* What list i says now; its canary is asked when that is due, and may have an
   answer at once. */
static void follow(struct lists_asked *x, unsigned int i)
{
  char name[DNS_NAME + 1];
  struct list_answer *a = &x->answer[i];
  list_look(a, x->lists, i, &x->question[i], &x->canary[i]);
  if (!a->asks) return;
  list_canary(name, &x->lists->list[i], x->about.known ? &x->about : 0);
  dns_ask(x->dns, &x->canary[i], DNS_A, name);
  list_look(a, x->lists, i, &x->question[i], &x->canary[i]);
}

void lists_follow(struct lists_asked *x)
{
  unsigned int i = 0;
  for (; i < x->lists->n; i++) follow(x, i);
  lists_sum(&x->score, x->answer, x->lists->n);
}

int lists_waiting(struct lists_asked const *x)
{
  unsigned int i = 0;
  for (; x->lists && i < x->lists->n; i++)
    if (x->question[i].state == DNS_OPEN || x->canary[i].state == DNS_OPEN)
      return 1;
  return 0;
}
