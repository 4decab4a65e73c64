/* qkarma explain: what would happen to this client now, check by check, and
   why. The checks themselves are asked, with their configuration. */

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "../args/target.h"
#include "../args/words.h"
#include "../open/spare_lines.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../print/terminal.h"
#include "../report/box_reason.h"
#include "../report/client_report.h"
#include "../report/list_answers.h"
#include "../report/neighbours.h"
#include "../simulate/dry_run.h"
#include "../../checks/spare.h"
#include "../../karma/rule.h"
#include "../../session/result.h"

extern struct command const command_explain;

enum { CHECK = 11, WORD = 33, WHY = 44 };

static struct dry_run dry_run;

static char const *const phase_names[] = { "connect", "helo", "mail", "rcpt",
  "data", "data_post" };

/* The log's word, without what two of them begin with. */
static char const *word_of(struct result const *o)
{
  char const *s = result_name(o->word), *comma = strstr(s, ", ");
  return comma ? comma + 2 : s;
}

/* The line of control/spare that makes it immune. 1, 0. */
static int spared_by(struct spare_line *line, struct dry_run const *r)
{
  return r->session.spared
    && spare_lines_number(line, r->session.home, r->session.spared);
}

/* 1 if it is refused, but its name, which nobody has asked for here, may be one
   that is spared. */
static int may_be_spared(struct dry_run *r)
{
  return r->refused && !r->session.inquiry && inquiry_names(&r->session);
}

/* One line: what it comes to. */
static void verdict(struct dry_run *r, struct key const *k)
{
  char array[1000], key[KEY_FMT];
  struct text t = TEXT(array);
  struct spare_line line;
  size_t from;
  text_add(&t, key, key_fmt(key, k));
  from = t.len + 1;
  if (r->immune)
  {
    text_adds(&t, " is immune by ");
    text_adds(&t, r->immune);
    if (spared_by(&line, r))
    {
      text_adds(&t, ", ");
      spare_line_add(&t, &line, 1);
      t.cut = 0;
    }
  }
  else if (r->refused)
  {
    text_adds(&t, " is refused at ");
    text_adds(&t, phase_names[r->stage[r->stages - 1].phase]);
    if (may_be_spared(r))
      text_adds(&t, ", unless " SPARE " has its name (see --ask)");
  }
  else text_adds(&t, " is served, if it does nothing wrong");
  terminal_line(&t, from, t.len, r->refused ? COLOUR_RED : COLOUR_GREEN);
}

static void checks(struct dry_run const *r)
{
  char line[DRY_RUN_HOLDS + 100];
  struct text t = TEXT(line);
  unsigned int i = 0;
  out_puts("\nCHECK                 WHAT IT HOLDS FOR THIS CLIENT\n");
  for (; i < r->ruleset.checks; i++)
  {
    text_adds(&t, r->ruleset.check[i]->name);
    column_goto(&t, WORD - CHECK);
    text_add(&t, r->holds[i].text, r->holds[i].len);
    out_line(&t);
  }
  if (r->ruleset.settings.observe)
    out_puts("observe               nothing is refused by any check\n");
}

static void result(struct text *t, struct result const *o)
{
  column_left(t, CHECK, o->check);
  column_left(t, WORD, word_of(o));
  column_goto(t, WHY);
  text_add(t, o->why, o->len);
  out_line(t);
}

static void answer(struct text *t, struct phase_result const *s)
{
  size_t at = 0;
  while (at < s->len)
  {
    char const *line = s->answer + at;
    char const *cr = memchr(line, '\r', s->len - at);
    size_t n = cr ? (size_t)(cr - line) : s->len - at;
    column_goto(t, CHECK);
    text_add(t, line, n);
    terminal_line(t, 0, t->len, COLOUR_RED);
    at += n + 2;
  }
}

static void phase(struct phase_result const *s)
{
  char line[SESSION_WHY + 100];
  struct text t = TEXT(line);
  unsigned int i = 0;
  text_adds(&t, phase_names[s->phase]);
  for (; i < s->results; i++) result(&t, &s->result[i]);
  if (!s->results && !s->len) column_left(&t, CHECK, "-");
  if (t.len && !s->len) out_line(&t);
  answer(&t, s);
}

static void phases(struct dry_run const *r)
{
  unsigned int i = 0;
  out_puts("\nPHASE      CHECK                 SAYS       WHY\n");
  for (; i < r->stages; i++) phase(&r->stage[i]);
  if (r->closed) out_puts("           and the connection is closed\n");
}

static void known(int home, struct key const *k, struct record const *r,
  uint64_t now)
{
  char line[LINE_LEN + 100];
  struct text t = TEXT(line);
  client_report_record(r, 1, now);
  if (!r->until) return;
  client_report_label(&t, "boxed by");
  box_reason_add(&t, home, k, r);
  out_line(&t);
}

/* What a naughty connection at this moment would make of the record. */
static void offence(struct session const *s, struct record const *record,
  uint64_t now)
{
  struct line l = { .kind = LINE_CONNECTION, .class = CLASS_NAUGHTY,
    .stamp.seconds = now, .negative = s->settings->negative,
    .penalty_days = s->settings->penalty_days,
    .penalty_max = s->settings->penalty_max, .mixed = s->settings->mixed };
  struct record r = { 0 };
  char line[200];
  struct text t = TEXT(line);
  int exists = record != 0;
  if (record) r = *record;
  rule_apply(&r, &exists, &l, now, RULE_NEVER, RECORD_VERSION);
  client_report_label(&t, "offence");
  if (record && r.naughty == record->naughty)
    text_adds(&t, "in the box, one more changes nothing");
  else if (!rule_boxed(&r, now))
    text_adds(&t, "one more would not box it yet");
  else
  {
    text_adds(&t, "one more would box it for ");
    column_days(&t, r.until - now);
    text_adds(&t, " days");
  }
  out_line(&t);
}

static void text(struct dry_run *r, int home, struct reader *reader,
  struct record const *record, uint64_t now)
{
  struct key const *k = &r->session.client.key;
  verdict(r, k);
  if (record) known(home, k, record, now);
  else out_puts("  unknown: nothing is recorded of it\n");
  offence(&r->session, record, now);
  client_report_networks(reader, k, now);
  neighbours_text(reader, k, now);
  if (r->immune) return;
  checks(r);
  phases(r);
  list_answers_text(&r->inquiry);
}

static void json_checks(struct json *j, struct dry_run const *r)
{
  unsigned int i = 0;
  json_open(j, "checks", '[');
  for (; i < r->ruleset.checks; i++)
  {
    json_open(j, 0, '{');
    json_string(j, "check", r->ruleset.check[i]->name);
    json_bytes(j, "holds", r->holds[i].text, r->holds[i].len);
    json_close(j, '}');
  }
  json_close(j, ']');
}

static void json_phase(struct json *j, struct phase_result const *s)
{
  unsigned int i = 0;
  json_open(j, 0, '{');
  json_string(j, "phase", phase_names[s->phase]);
  json_open(j, "opinions", '[');
  for (; i < s->results; i++)
  {
    json_open(j, 0, '{');
    json_string(j, "check", s->result[i].check);
    json_string(j, "word", word_of(&s->result[i]));
    json_bytes(j, "why", s->result[i].why, s->result[i].len);
    json_close(j, '}');
  }
  json_close(j, ']');
  if (s->len) json_bytes(j, "answer", s->answer, s->len);
  json_close(j, '}');
}

static void object(struct dry_run *r, struct reader *reader,
  struct record const *record, uint64_t now)
{
  struct json j = { 0 };
  struct spare_line line;
  unsigned int i = 0;
  json_open(&j, 0, '{');
  json_key(&j, "client", &r->session.client.key);
  json_string(&j, "verdict", r->immune ? "immune" : r->refused ? "refused"
    : "served");
  json_bool(&j, "may_be_spared", may_be_spared(r));
  json_bool(&j, "closed", r->closed);
  if (r->immune) json_string(&j, "immune_by", r->immune);
  if (spared_by(&line, r))
  {
    json_number(&j, "spared_line", (int64_t)line.number);
    json_string(&j, "spared_why", line.why);
  }
  json_bool(&j, "known", record != 0);
  if (record) json_record(&j, record, now);
  client_report_json(&j, reader, &r->session.client.key, now);
  neighbours_json(&j, reader, &r->session.client.key, now);
  json_checks(&j, r);
  json_open(&j, "phases", '[');
  for (; i < r->stages; i++) json_phase(&j, &r->stage[i]);
  json_close(&j, ']');
  list_answers_json(&j, &r->inquiry);
  json_close(&j, '}');
  json_end(&j);
}

static int run(char const *const *argv)
{
  struct dry_run *r = &dry_run;
  struct dry_run_input input = { 0, 0, 0, 0 };
  int json = 0, home, found;
  struct setting const settings[] =
  {
    { "--helo", 0, &input.helo }, { "--from", 0, &input.sender },
    { "--to", 0, &input.recipient }, { "--ask", &input.ask, 0 },
    { "--json", &json, 0 }, MOMENT_LOCAL, { 0, 0, 0 }
  };
  uint64_t now = (uint64_t)time(0);
  struct words w;
  struct range who;
  struct key k;
  struct reader reader;
  struct record record;
  char const *word;
  words_scan(&w, &command_explain, settings, argv);
  word = words_last(&w);
  if (!word) words_usage(&command_explain);
  target_scan(&who, word);
  if (!target_client(&who, &k)) strerr_dief(100, word, " is a network");
  home = state_open();
  tain_now_set_stopwatch_g();
  dry_run_begin(r, home, &who.address);
  dry_run_run(r, &input);
  state_reader(&reader, home);
  found = state_find(&reader, &k, &record);
  if (json) object(r, &reader, found ? &record : 0, now);
  else text(r, home, &reader, found ? &record : 0, now);
  out_flush();
  return 0;
}

struct command const command_explain =
{
  "explain",
  "[--helo name] [--from address] [--to address] [--ask] [--json] [--local]"
    " address",
  "what would happen to a client now, and why",
  "  --helo name      what it would say\n"
  "  --from address   its sender; '' is the null sender\n"
  "  --to address     its recipient\n"
  "  --ask            the DNS is asked, as the checks would, and waited for\n"
  "  --json           an object\n"
  "  --local          times in the local time zone\n"
  "\nThe environment counts as it does for a connection: tcprules' variables,\n"
  "TCPLOCALPORT (25).\n",
  run
};
