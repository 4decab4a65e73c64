/* Why a client is in the box. */

#include "box_reason.h"
#include "../open/read_journal.h"
#include "../print/time_text.h"

/* 1 if this line began the client's box: a capture or a naughty connection
   stamped at that time, or an import that names it. */
static int begins(struct line const *l, struct key const *k,
  struct record const *r)
{
  struct key client;
  if (!l->address.known) return 0;
  key_client(&client, &l->address);
  if (key_cmp(&client, k)) return 0;
  if (l->kind == LINE_IMPORT) return l->since == r->since;
  return l->stamp.seconds == r->since && (l->kind == LINE_CAPTURE
    || (l->kind == LINE_CONNECTION && l->class == CLASS_NAUGHTY));
}

static void order(struct text *t, struct line const *l)
{
  struct pair p;
  text_adds(t, l->kind == LINE_CAPTURE ? "capture" : "import");
  if (!line_find(&p, l, "why")) return;
  text_adds(t, ": ");
  text_addreadable(t, p.value, p.len);
}

static void connection(struct text *t, struct line const *l)
{
  struct pair p;
  text_adds(t, "karma ");
  text_addi(t, l->karma);
  text_adds(t, ": ");
  text_add(t, l->events, l->eventslen);
  if (!line_find(&p, l, "lists")) return;
  text_adds(t, " (lists ");
  text_addreadable(t, p.value, p.len);
  text_addc(t, ')');
}

void box_reason_add(struct text *t, int home, struct key const *k,
  struct record const *r)
{
  struct journal_reader *c = read_journal_since(home, r->since, UINT64_MAX);
  struct line l;
  int found = 0;
  while (!found && read_journal_next(c, &l)) found = begins(&l, k, r);
  if (!found)
  {
    text_adds(t, "a line of ");
    time_text_add(t, r->since);
    text_adds(t, " that is no longer in the journal");
    return;
  }
  if (l.kind == LINE_CONNECTION) connection(t, &l);
  else order(t, &l);
  text_adds(t, ", at ");
  time_text_add(t, l.stamp.seconds);
}
