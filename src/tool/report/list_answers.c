/* What lists in the DNS said. */

#include "list_answers.h"
#include "../print/column.h"
#include "../print/out.h"

enum { SAYS = 33, WHY = 44 };

/* One list, its answer, and whether it is about a domain. */
typedef void one_answer(void *data, struct list const *list,
  struct list_answer const *a, int domain);

static void each_of(struct lists_asked const *x, int domain, one_answer *one,
  void *data)
{
  unsigned int i = 0;
  for (; x->lists && i < x->lists->n; i++)
    if (x->answer[i].state != LIST_SILENT)
      one(data, &x->lists->list[i], &x->answer[i], domain);
}

static void each(struct inquiry const *k, one_answer *one, void *data)
{
  unsigned int i = 0;
  each_of(&k->dnsbl.asked, 0, one, data);
  for (; i < INQUIRY_SENDERS; i++)
    each_of(&k->senders[i].lists, 1, one, data);
}

static char const *says(struct list_answer const *a)
{
  return a->state == LIST_HIT ? "listed" : a->state == LIST_CLEAR
    ? "not listed" : "error";
}

static void row(void *data, struct list const *list,
  struct list_answer const *a, int domain)
{
  char array[300];
  struct text t = TEXT(array);
  int *first = data;
  if (*first)
    out_puts("\nLIST                             SAYS       WHY\n");
  *first = 0;
  list_name(&t, list);
  column_left(&t, SAYS, says(a));
  if (a->state == LIST_HIT)
  {
    column_left(&t, WHY, domain ? "the sender, score " : "the client, score ");
    text_addi(&t, a->score);
  }
  else if (a->trouble) column_left(&t, WHY, a->trouble);
  out_line(&t);
}

void list_answers_text(struct inquiry const *k)
{
  int first = 1;
  each(k, row, &first);
}

static void object(void *data, struct list const *list,
  struct list_answer const *a, int domain)
{
  struct json *j = data;
  char array[LISTS_ZONE];
  struct text name = TEXT(array);
  list_name(&name, list);
  json_open(j, 0, '{');
  json_bytes(j, "list", name.s, name.len);
  json_string(j, "about", domain ? "sender" : "client");
  json_string(j, "says", says(a));
  if (a->state == LIST_HIT) json_number(j, "score", a->score);
  if (a->trouble) json_string(j, "why", a->trouble);
  json_close(j, '}');
}

void list_answers_json(struct json *j, struct inquiry const *k)
{
  json_open(j, "lists", '[');
  each(k, object, j);
  json_close(j, ']');
}
