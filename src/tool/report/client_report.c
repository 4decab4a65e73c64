/* What the databases know of one client. */

#include "client_report.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/recent_counts.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../../karma/rule.h"

#define LINE 200

enum { HISTORY_END = 27, NICE_END = 36, NAUGHTY_END = 45, CONNECTS_END = 55,
  ACCEPTED_END = 65, REFUSED_END = 75 };

void client_report_label(struct text *t, char const *label)
{
  text_adds(t, "  ");
  text_adds(t, label);
  column_goto(t, CLIENT_REPORT_VALUE);
}

static void history(struct text *t, struct record const *r)
{
  client_report_label(t, "history");
  text_addi(t, record_history(r));
  text_adds(t, " (");
  text_addu(t, r->nice);
  text_adds(t, " nice, ");
  text_addu(t, r->naughty);
  text_adds(t, " naughty)");
}

static void box(struct text *t, struct record const *r, uint64_t now)
{
  client_report_label(t, "box");
  if (!r->until) text_adds(t, "never");
  else if (rule_boxed(r, now))
  {
    column_days(t, r->until - now);
    text_adds(t, " days left, until ");
    time_text_add(t, r->until);
  }
  else
  {
    text_adds(t, now < r->until ? "not before " : "over since ");
    time_text_add(t, now < r->until ? r->since : r->until);
  }
}

static void recipients(struct text *t, struct record const *r, uint64_t now)
{
  struct outcome o = recent_counts(r, now);
  client_report_label(t, "recipients");
  text_addu(t, o.success);
  text_adds(t, " accepted, ");
  text_addu(t, o.tempfail);
  text_adds(t, " deferred, ");
  text_addu(t, o.permfail);
  text_adds(t, " refused in 30 days");
}

/* Connections of a client, members of a network. */
static void judged(struct text *t, struct record const *r, int client,
  uint64_t now)
{
  uint64_t good, bad;
  recent_judged(&good, &bad, r, now);
  client_report_label(t, client ? "connections" : "members");
  text_addu(t, good);
  text_adds(t, " good, ");
  text_addu(t, bad);
  text_adds(t, " bad in 30 days");
}

static void asked(struct text *t, struct record const *r)
{
  client_report_label(t, "asked");
  text_adds(t, "to come again, at ");
  time_text_add(t, r->asked);
}

void client_report_record(struct record const *r, int client, uint64_t now)
{
  char line[LINE];
  struct text t = TEXT(line);
  history(&t, r);
  out_line(&t);
  client_report_label(&t, "connects");
  text_addu(&t, r->connects);
  out_line(&t);
  client_report_label(&t, "last seen");
  time_text_add(&t, r->last);
  out_line(&t);
  if (client)
  {
    box(&t, r, now);
    out_line(&t);
  }
  recipients(&t, r, now);
  out_line(&t);
  judged(&t, r, client, now);
  out_line(&t);
  if (!r->asked) return;
  asked(&t, r);
  out_line(&t);
}

static void heading(struct text *t)
{
  out_line(t);
  text_adds(t, "NETWORK");
  column_word(t, HISTORY_END, "HISTORY");
  column_word(t, NICE_END, "NICE");
  column_word(t, NAUGHTY_END, "NAUGHTY");
  column_word(t, CONNECTS_END, "CONNECTS");
  column_word(t, ACCEPTED_END, "ACCEPTED");
  column_word(t, REFUSED_END, "REFUSED");
  out_line(t);
}

static void network(struct text *t, struct key const *k,
  struct record const *r, uint64_t now)
{
  struct outcome o = recent_counts(r, now);
  char key[KEY_FMT];
  text_add(t, key, key_fmt(key, k));
  column_number(t, HISTORY_END, record_history(r));
  column_number(t, NICE_END, (int64_t)r->nice);
  column_number(t, NAUGHTY_END, (int64_t)r->naughty);
  column_number(t, CONNECTS_END, (int64_t)r->connects);
  column_number(t, ACCEPTED_END, (int64_t)o.success);
  column_number(t, REFUSED_END, (int64_t)o.permfail);
  out_line(t);
}

/* The next network around k with a record, from the i-th on. 1, 0. */
static int next(struct reader *reader, struct key const *k, unsigned int *i,
  struct key *around, struct record *record)
{
  while (key_network(around, k, (*i)++))
    if (around->bits < k->bits && state_find(reader, around, record))
      return 1;
  return 0;
}

void client_report_networks(struct reader *reader, struct key const *k,
  uint64_t now)
{
  char line[LINE];
  struct text t = TEXT(line);
  struct key around;
  struct record record;
  unsigned int i = 0, n = 0;
  while (next(reader, k, &i, &around, &record))
  {
    if (!n++) heading(&t);
    network(&t, &around, &record, now);
  }
}

void client_report_json(struct json *j, struct reader *reader,
  struct key const *k, uint64_t now)
{
  struct key around;
  struct record record;
  unsigned int i = 0;
  json_open(j, "networks", '[');
  while (next(reader, k, &i, &around, &record))
  {
    json_open(j, 0, '{');
    json_key(j, "network", &around);
    json_record(j, &record, now);
    json_close(j, '}');
  }
  json_close(j, ']');
}
