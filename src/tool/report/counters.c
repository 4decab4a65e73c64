/* Counters that only rise. */

#include <string.h>

#include "counters.h"
#include "counters_file.h"
#include "class.h"
#include "../open/read_journal.h"
#include "../../karma/event.h"

static struct { char const *name, *label, *help; } const metrics[] =
{
  [COUNTER_CONNECTIONS] = { "connections_total", "class",
    "Connections so far by class." },
  [COUNTER_ENDS] = { "ends_total", "end",
    "Connections so far by how they ended." },
  [COUNTER_STOPPED] = { "stopped_total", "check",
    "Connections of which something was refused, by the first check to do so; "
    "the box is karma." },
  [COUNTER_TOLERATED] = { "tolerated_total", "check",
    "Connections with which a check found fault and let pass." },
  [COUNTER_EVENTS] = { "events_total", "event",
    "Events so far that count in a karma." },
  [COUNTER_RECIPIENTS] = { "recipients_total", "outcome",
    "Recipients so far by what became of them." },
  [COUNTER_LIST_HITS] = { "list_hits_total", "list",
    "Connections that a DNS list knew." },
  [COUNTER_LIST_FAILURES] = { "list_failures_total", "list",
    "Connections to which a DNS list gave no answer." }
};

char const *counter_name(enum counter_metric m)
{
  return metrics[m].name;
}

char const *counter_label(enum counter_metric m)
{
  return metrics[m].label;
}

char const *counter_help(enum counter_metric m)
{
  return metrics[m].help;
}

/* The counter of a name; of names beyond those that are told apart the last. */
static struct counter *find(struct counters *c, enum counter_metric m,
  char const *s, size_t n)
{
  struct counter *x = c->counter[m];
  unsigned int i = 0;
  if (n >= COUNTERS_NAME) n = COUNTERS_NAME - 1;
  for (; i < c->n[m]; i++)
    if (!strncmp(x[i].name, s, n) && !x[i].name[n]) return &x[i];
  if (i == COUNTERS_NAMES) return &x[i - 1];
  c->n[m]++;
  if (i == COUNTERS_NAMES - 1) memcpy(x[i].name, "other", 6);
  else memcpy(x[i].name, s, n);
  return &x[i];
}

static void add(struct counters *c, enum counter_metric m, char const *s,
  size_t n, uint64_t times)
{
  if (n) find(c, m, s, n)->count += times;
}

static void adds(struct counters *c, enum counter_metric m, char const *s,
  uint64_t times)
{
  add(c, m, s, strlen(s), times);
}

/* What there can be stands there from the beginning on, with 0: a rate needs
   two samples. */
static void begin(struct counters *c)
{
  unsigned int i = 0;
  for (; i < CLASSES; i++) adds(c, COUNTER_CONNECTIONS, class_name(i), 0);
  for (i = 0; i < EVENTS; i++)
    adds(c, COUNTER_EVENTS, event_name((enum event)i), 0);
  adds(c, COUNTER_RECIPIENTS, "accepted", 0);
  adds(c, COUNTER_RECIPIENTS, "deferred", 0);
  adds(c, COUNTER_RECIPIENTS, "refused", 0);
}

/* NAME:SCORE,NAME:SCORE */
static void hits(struct counters *c, char const *s, size_t n)
{
  while (n)
  {
    char const *end = memchr(s, ',', n);
    size_t all = end ? (size_t)(end - s) : n, name = all;
    while (name && s[name - 1] != ':') name--;
    if (name) add(c, COUNTER_LIST_HITS, s, name - 1, 1);
    s += all + (end != 0);
    n -= all + (end != 0);
  }
}

/* ASKED/TROUBLE/OPEN/MILLISECONDS/NAME,NAME */
static void failures(struct counters *c, char const *s, size_t n)
{
  unsigned int i = 0;
  for (; i < 4; i++)
  {
    char const *slash = memchr(s, '/', n);
    if (!slash) return;
    n -= (size_t)(slash + 1 - s);
    s = slash + 1;
  }
  while (n)
  {
    char const *end = memchr(s, ',', n);
    size_t all = end ? (size_t)(end - s) : n;
    add(c, COUNTER_LIST_FAILURES, s, all, 1);
    s += all + (end != 0);
    n -= all + (end != 0);
  }
}

static int named(struct pair const *p, char const *name)
{
  return strlen(name) == p->namelen && !memcmp(p->name, name, p->namelen);
}

static void pairs(struct counters *c, struct line const *l)
{
  char const *s = l->pairs;
  size_t n = l->pairslen;
  struct pair p;
  while (line_take(&p, &s, &n))
    if (named(&p, "stop")) add(c, COUNTER_STOPPED, p.value, p.len, 1);
    else if (named(&p, "would")) add(c, COUNTER_TOLERATED, p.value, p.len, 1);
    else if (named(&p, "lists")) hits(c, p.value, p.len);
    else if (named(&p, "dns")) failures(c, p.value, p.len);
}

static void connection(struct counters *c, struct line const *l)
{
  struct tally tally;
  int e = 0;
  adds(c, COUNTER_CONNECTIONS, class_name(class_index(l->class)), 1);
  add(c, COUNTER_ENDS, l->end, l->endlen, 1);
  adds(c, COUNTER_RECIPIENTS, "accepted", l->counts.success);
  adds(c, COUNTER_RECIPIENTS, "deferred", l->counts.tempfail);
  adds(c, COUNTER_RECIPIENTS, "refused", l->counts.permfail);
  pairs(c, l);
  if (l->eventslen == 1) return;
  tally_scan(&tally, l->events, l->eventslen);
  for (; e < EVENTS; e++)
    if (tally.count[e])
      adds(c, COUNTER_EVENTS, event_name((enum event)e), tally.count[e]);
}

void counters_take(struct counters *c, int home)
{
  struct journal_reader *j;
  struct line l;
  counters_read(c, home);
  begin(c);
  j = read_journal_from(home, &c->place);
  while (read_journal_report(j, &l))
    if (l.kind == LINE_CONNECTION) connection(c, &l);
  if (journal_reader_place(j, &c->place)) counters_write(c, home);
}
