/* qkarma stats: how large, how full, how fresh; for people, or for a
   monitoring program. */

#include <time.h>

#include "../args/time.h"
#include "../args/words.h"
#include "../open/read_journal.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../print/metrics.h"
#include "../report/counters.h"
#include "../report/totals.h"
#include "../../base/about.h"

extern struct command const command_stats;

#define VALUE 14      /* column of what is told */
#define NAMES 8       /* that are told in a line, */
#define NAME 40       /* and bytes of each */
#define WINDOW 3600   /* seconds, unless --since says otherwise */

static void of_scores(struct metrics *s, struct network_scores const *n)
{
  unsigned int i = 0;
  metrics_labelled(s, "neighbourhoods", "gauge", "Networks of one /24 or /48 by"
    " what they say of strangers: from this q on, up to the next one.", "q");
  for (; i < NETWORK_SCORES; i++)
    metrics_adds(s, network_score_name[i], n->from[i]);
}

static void of_databases(struct metrics *s, struct totals const *c)
{
  struct header const *h = &c->header;
  metrics_labelled(s, "build_info", "gauge", "1 for the version of qkarma.",
    "version");
  metrics_adds(s, ABOUT_VERSION, 1);
  metrics_one(s, "lines_total", "counter", "Lines of the journal folded.",
    h->lines);
  metrics_one(s, "bad_lines_total", "counter", "Bad lines.", h->bad);
  metrics_one(s, "unknown_lines_total", "counter",
    "Lines folded of clients without an address.", h->unknown);
  metrics_labelled(s, "clients", "gauge", "Clients in the databases.", "state");
  metrics_adds(s, "all", h->clients);
  metrics_adds(s, "naughty", c->naughty);
  metrics_adds(s, "nice", c->nice);
  metrics_adds(s, "boxed", c->boxed);
  metrics_one(s, "networks", "gauge", "Networks in the databases.",
    h->networks);
  of_scores(s, &c->scores);
  metrics_one(s, "expire_seconds", "gauge",
    "Seconds until a client that is not seen is forgotten.",
    h->expire_days * RECORD_DAY);
  metrics_one(s, "fold_timestamp_seconds", "gauge",
    "When the databases were last written.", c->folded);
  metrics_one(s, "newest_line_timestamp_seconds", "gauge",
    "Time of the newest line folded.", h->newest.seconds);
}

static void of_journal(struct metrics *s, struct totals const *c)
{
  metrics_one(s, "journal_segments", "gauge", "Segments of the journal.",
    c->segments);
  metrics_one(s, "journal_bytes", "gauge", "Size of the journal.", c->bytes);
  metrics_one(s, "journal_unfolded_bytes", "gauge",
    "Bytes of the journal not folded yet.", c->unfolded);
}

/* A sample for each name. */
static void of_names(struct metrics *s, struct counts *c)
{
  size_t n, i = 0;
  struct count const *r = counts_sorted(c, &n);
  for (; i < n; i++)
  {
    size_t len;
    char const *name = intern_name(&c->names, r[i].number, &len);
    metrics_add(s, name, len, r[i].times);
  }
}

static void of_window(struct metrics *s, struct totals *c)
{
  unsigned int i = 0;
  int e = 0;
  metrics_one(s, "window_seconds", "gauge",
    "Seconds over which connections, recipients, events and ends are counted.",
    c->now - c->since);
  metrics_labelled(s, "connections", "gauge", "Connections by class.", "class");
  for (; i < CLASSES; i++) metrics_adds(s, class_name(i), c->class[i]);
  metrics_one(s, "come_again", "gauge",
    "Connections asked to come again, by their networks.", c->come_again);
  metrics_labelled(s, "recipients", "gauge",
    "Recipients by what became of them.", "outcome");
  metrics_adds(s, "accepted", c->counts.success);
  metrics_adds(s, "deferred", c->counts.tempfail);
  metrics_adds(s, "refused", c->counts.permfail);
  metrics_labelled(s, "events", "gauge", "Events that count in a karma.",
    "event");
  for (; e < EVENTS; e++)
    metrics_adds(s, event_name((enum event)e), c->event[e]);
  metrics_labelled(s, "ends", "gauge", "Connections by how they ended.", "end");
  of_names(s, &c->ends);
  metrics_labelled(s, "tls_connections", "gauge",
    "Connections in TLS by its version.", "protocol");
  of_names(s, &c->protocols);
}

static uint64_t answered(struct asked const *a)
{
  return a->questions - a->troubles - a->open;
}

static void of_names_asked(struct metrics *s, struct totals *c)
{
  metrics_one(s, "dns_connections", "gauge",
    "Connections that asked the DNS.", c->asking);
  metrics_labelled(s, "dns_questions", "gauge",
    "Questions to the DNS by what became of them.", "outcome");
  metrics_adds(s, "answered", answered(&c->asked));
  metrics_adds(s, "trouble", c->asked.troubles);
  metrics_adds(s, "late", c->asked.open);
  metrics_one(s, "dns_wait", "gauge", "Milliseconds from the first question of a "
    "connection to its last answer, all together.",
    c->asked.milliseconds);
  metrics_labelled(s, "lists", "gauge",
    "Connections whose client or sender a list has.", "list");
  of_names(s, &c->lists);
}

/* Names that the journal brought are escaped there, and here. */
static void of_counters(struct metrics *s, struct counters const *c)
{
  unsigned int m = 0, i;
  for (; m < COUNTER_METRICS; m++)
  {
    if (!c->n[m]) continue;
    metrics_labelled(s, counter_name(m), "counter", counter_help(m),
      counter_label(m));
    for (i = 0; i < c->n[m]; i++)
      metrics_adds(s, c->counter[m][i].name, c->counter[m][i].count);
  }
}

static void for_programs(struct totals *c, int json, int home)
{
  static struct counters counters;
  struct metrics s;
  metrics_begin(&s, json);
  of_databases(&s, c);
  of_journal(&s, c);
  of_window(&s, c);
  of_names_asked(&s, c);
  state_own(home);
  counters_take(&counters, home);
  of_counters(&s, &counters);
  metrics_end(&s);
}

static void label(struct text *t, char const *name)
{
  text_adds(t, name);
  column_goto(t, VALUE);
}

static void freshness(struct text *t, struct totals const *c)
{
  label(t, "folded");
  if (!c->folded) text_adds(t, "never");
  else
  {
    column_span(t, c->now > c->folded ? c->now - c->folded : 0);
    text_adds(t, " ago, ");
    time_text_add(t, c->folded);
  }
  out_line(t);
}

static void counts(struct text *t, struct totals const *c)
{
  struct header const *h = &c->header;
  label(t, "clients");
  text_addu(t, h->clients);
  text_adds(t, ": ");
  text_addu(t, c->boxed);
  text_adds(t, " boxed, ");
  text_addu(t, c->naughty);
  text_adds(t, " naughty, ");
  text_addu(t, c->nice);
  text_adds(t, " nice; in ");
  column_count(t, h->networks, "network");
  out_line(t);
  label(t, "lines");
  text_addu(t, h->lines);
  text_adds(t, " folded, ");
  text_addu(t, h->bad);
  text_adds(t, " bad, ");
  text_addu(t, h->unknown);
  text_adds(t, " without an address");
  out_line(t);
}

/* Nothing where nobody is bad. */
static void scores(struct text *t, struct network_scores const *n)
{
  unsigned int i = 0;
  uint64_t bad = 0;
  for (; i < NETWORK_SCORES; i++) bad += n->from[i];
  if (!bad) return;
  label(t, "networks");
  text_addu(t, n->networks);
  text_adds(t, " of /24 and /48");
  for (i = 0; i < NETWORK_SCORES; i++)
  {
    text_adds(t, i ? ", " : ": ");
    text_addu(t, n->from[i]);
    text_adds(t, i ? " from " : " with q from ");
    text_adds(t, network_score_name[i]);
  }
  out_line(t);
}

static void journal(struct text *t, struct totals const *c)
{
  label(t, "journal");
  text_addu(t, c->bytes);
  text_adds(t, " bytes in ");
  column_count(t, c->segments, "segment");
  text_adds(t, "; ");
  text_addu(t, c->unfolded);
  text_adds(t, " not folded yet");
  out_line(t);
}

static void window(struct text *t, struct totals const *c)
{
  unsigned int i = 0;
  text_adds(t, "last ");
  column_span(t, c->now - c->since);
  column_goto(t, VALUE);
  column_count(t, c->connects, "connection");
  for (; i < CLASSES; i++)
  {
    text_adds(t, i ? ", " : ": ");
    text_addu(t, c->class[i]);
    text_addc(t, ' ');
    text_adds(t, class_name(i));
  }
  out_line(t);
  label(t, "");
  text_addu(t, c->counts.success);
  text_adds(t, " recipients accepted, ");
  text_addu(t, c->counts.tempfail);
  text_adds(t, " deferred, ");
  text_addu(t, c->counts.permfail);
  text_adds(t, " refused");
  out_line(t);
  if (!c->come_again) return;
  label(t, "");
  text_addu(t, c->come_again);
  text_adds(t, " asked to come again");
  out_line(t);
}

/* A line that ends `: 3 one, 2 other`. */
static void names(struct text *t, struct counts *c)
{
  size_t n, i;
  struct count const *r = counts_sorted(c, &n);
  for (i = 0; i < n && i < NAMES; i++)
  {
    size_t len;
    char const *name = intern_name(&c->names, r[i].number, &len);
    text_adds(t, i ? ", " : ": ");
    text_addu(t, r[i].times);
    text_addc(t, ' ');
    text_addclean(t, name, len < NAME ? len : NAME);
  }
  if (n > NAMES) text_adds(t, " ...");
  out_line(t);
}

static void protocols(struct text *t, struct counts *c)
{
  size_t n, i;
  struct count const *r = counts_sorted(c, &n);
  uint64_t all = 0;
  for (i = 0; i < n; i++) all += r[i].times;
  label(t, "");
  text_addu(t, all);
  text_adds(t, " in TLS");
  names(t, c);
}

/* Nothing where nobody asks. */
static void questions(struct text *t, struct totals *c)
{
  if (!c->asking) return;
  label(t, "");
  column_count(t, c->asked.questions, "question");
  text_adds(t, " to the DNS: ");
  text_addu(t, answered(&c->asked));
  text_adds(t, " answered in time, ");
  text_addu(t, c->asked.troubles);
  text_adds(t, " in trouble, ");
  text_addu(t, c->asked.open);
  text_adds(t, " late; all in ");
  text_addu(t, c->asked.milliseconds / c->asking);
  text_adds(t, " ms");
  out_line(t);
  if (!intern_count(&c->lists.names)) return;
  label(t, "");
  text_adds(t, "listed");
  names(t, &c->lists);
}

static void for_people(struct totals *c)
{
  char line[1000];
  struct text t = TEXT(line);
  freshness(&t, c);
  counts(&t, c);
  scores(&t, &c->scores);
  journal(&t, c);
  window(&t, c);
  protocols(&t, &c->protocols);
  questions(&t, c);
  label(&t, "version");
  text_adds(&t, ABOUT_VERSION);
  out_line(&t);
}

static int run(char const *const *argv)
{
  static struct totals c;
  char const *since = 0;
  int json = 0, prometheus = 0, home;
  struct setting const settings[] = { { "--json", &json, 0 },
    { "--prometheus", &prometheus, 0 }, { "--since", 0, &since },
    READ_JOURNAL_OWN, MOMENT_LOCAL, { 0, 0, 0 } };
  struct words w;
  words_scan(&w, &command_stats, settings, argv);
  words_end(&w);
  if (json && prometheus) words_usage(&command_stats);
  c.now = (uint64_t)time(0);
  c.since = time_option("--since", since, c.now - WINDOW, c.now);
  if (c.since > c.now) c.since = c.now;
  home = state_open();
  totals_take(&c, home);
  if (json || prometheus) for_programs(&c, json, home);
  else for_people(&c);
  out_flush();
  return 0;
}

struct command const command_stats =
{
  "stats",
  "[--since time] [--own] [--local] [--prometheus|--json]",
  "how large, how full, how fresh all is",
  "  --since time   of the journal, what came since then (1h)\n"
  "  --own          of this host's journal, where several share karma\n"
  "  --prometheus   for node_exporter's textfile collector\n"
  "  --json         an object\n"
  "  --local        times in the local time zone, also in --since\n",
  run
};
