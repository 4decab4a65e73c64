/* What a replay comes to. */

#include "replay_report.h"
#include "../print/column.h"
#include "../print/json.h"
#include "../print/time_text.h"
#include "../print/out.h"

#define SEEN ((uint64_t)1 << 63)    /* beside the bits for changes */

static char const *name_of(unsigned int i)
{
  return i == SIMULATE_UNKNOWN ? "unknown" : class_name(i);
}

static void exemplify(struct class_change *c, struct line const *l)
{
  if (c->examples == REPLAY_REPORT_EXAMPLES) return;
  c->example[c->examples].address = l->address;
  c->example[c->examples++].seconds = l->stamp.seconds;
}

static void changed(struct replay_report *r, struct simulated_line const *a,
  struct line const *l)
{
  struct class_change *c = &r->change[a->from][a->to];
  uint64_t bit = (uint64_t)1 << (a->from * SIMULATE_CLASSES + a->to);
  c->connects++;
  if (!a->client || a->client->changes & bit) return;
  a->client->changes |= bit;
  c->clients++;
  exemplify(c, l);
}

void replay_report_count(struct replay_report *r,
  struct simulated_line const *a, struct line const *l)
{
  uint64_t t = l->stamp.seconds;
  if (t < r->since) return;
  if (!r->connects++) r->first = t;
  r->last = t;
  if (a->client && !(a->client->changes & SEEN))
  {
    a->client->changes |= SEEN;
    r->clients++;
  }
  r->was[a->from]++;
  r->is[a->to]++;
  if (a->from != a->to) changed(r, a, l);
}

static void heading(struct text *t, struct replay_report const *r)
{
  column_count(t, r->connects, "connection");
  text_adds(t, " of ");
  column_count(t, r->clients, "client");
  text_adds(t, ", ");
  time_text_add(t, r->first);
  text_adds(t, " to ");
  time_text_add(t, r->last);
  out_line(t);
  out_puts("\nCLASS          RECORDED   REPLAYED     CHANGE\n");
}

enum { WAS_END = 23, IS_END = 34, DIFFERENCE_END = 45 };

static void class_row(struct text *t, struct replay_report const *r,
  unsigned int i)
{
  int64_t difference = (int64_t)(r->is[i] - r->was[i]);
  char s[24];
  struct text signed_ = { s, 0, sizeof s - 1, 0 };
  text_adds(t, name_of(i));
  column_number(t, WAS_END, (int64_t)r->was[i]);
  column_number(t, IS_END, (int64_t)r->is[i]);
  if (difference > 0) text_addc(&signed_, '+');
  text_addi(&signed_, difference);
  s[signed_.len] = 0;
  column_word(t, DIFFERENCE_END, difference ? s : "-");
  out_line(t);
}

enum { CONNECTS_END = 34, CLIENTS_END = 45, EXAMPLE = 47 };

static void change_row(struct text *t, struct replay_report const *r,
  unsigned int from, unsigned int to)
{
  struct class_change const *c = &r->change[from][to];
  char address[ADDRESS_FMT];
  unsigned int i = 0;
  text_adds(t, name_of(from));
  text_adds(t, " -> ");
  text_adds(t, name_of(to));
  column_number(t, CONNECTS_END, (int64_t)c->connects);
  column_number(t, CLIENTS_END, (int64_t)c->clients);
  for (; i < c->examples; i++)
  {
    column_goto(t, EXAMPLE);
    time_text_minute(t, c->example[i].seconds);
    text_addc(t, ' ');
    text_add(t, address, address_fmt(address, &c->example[i].address));
    out_line(t);
  }
}

static void changes_heading(void)
{
  out_puts("\nFROM -> TO             CONNECTIONS    CLIENTS  FOR EXAMPLE, ");
  out_puts(time_text_zone());
  out_puts("\n");
}

static void changes(struct text *t, struct replay_report const *r)
{
  unsigned int from, to, n = 0;
  for (from = 0; from < SIMULATE_CLASSES; from++)
    for (to = 0; to < SIMULATE_CLASSES; to++)
    {
      if (!r->change[from][to].connects) continue;
      if (!n++) changes_heading();
      change_row(t, r, from, to);
    }
  if (!n) out_puts("\nNothing would have been different.\n");
}

static void remarks(struct text *t, struct replay_report const *r)
{
  out_puts("\n");
  if (r->is[SIMULATE_UNKNOWN])
    out_puts("unknown: refused then, served now; what they would have done"
      " nobody knows.\n");
  if (r->mismatches)
  {
    column_count(t, r->mismatches, "connection");
    text_adds(t, r->mismatches == 1 ? " was" : " were");
    text_adds(t, " scored otherwise than control/awards says; the difference"
      " stays.");
    out_line(t);
  }
  out_puts("Replayed are awards, observe, and of karma: strikes, nice,"
    " negative, private,\npenalty_days, penalty_max, mixed, reject (0 or not)."
    "\nAll else is not in the journal: other checks and options, points of"
    " sender_tld\nand adjust, tcprules' variables.\n");
}

void replay_report_text(struct replay_report const *r)
{
  char line[200];
  struct text t = TEXT(line);
  unsigned int i = 0;
  heading(&t, r);
  for (; i < SIMULATE_CLASSES; i++)
    if (r->was[i] || r->is[i]) class_row(&t, r, i);
  changes(&t, r);
  remarks(&t, r);
}

static void json_change(struct json *j, struct replay_report const *r,
  unsigned int from, unsigned int to)
{
  struct class_change const *c = &r->change[from][to];
  unsigned int i = 0;
  json_open(j, 0, '{');
  json_string(j, "from", name_of(from));
  json_string(j, "to", name_of(to));
  json_number(j, "connects", (int64_t)c->connects);
  json_number(j, "clients", (int64_t)c->clients);
  json_open(j, "examples", '[');
  for (; i < c->examples; i++)
  {
    char address[ADDRESS_FMT];
    json_open(j, 0, '{');
    json_bytes(j, "address", address,
      address_fmt(address, &c->example[i].address));
    json_number(j, "time", (int64_t)c->example[i].seconds);
    json_close(j, '}');
  }
  json_close(j, ']');
  json_close(j, '}');
}

static void json_classes(struct json *j, char const *name, uint64_t const *n)
{
  unsigned int i = 0;
  json_open(j, name, '{');
  for (; i < SIMULATE_CLASSES; i++) json_number(j, name_of(i), (int64_t)n[i]);
  json_close(j, '}');
}

void replay_report_json(struct replay_report const *r)
{
  struct json j = { 0 };
  unsigned int i = 0;
  json_open(&j, 0, '{');
  json_number(&j, "connects", (int64_t)r->connects);
  json_number(&j, "clients", (int64_t)r->clients);
  json_number(&j, "first", (int64_t)r->first);
  json_number(&j, "last", (int64_t)r->last);
  json_number(&j, "otherwise", (int64_t)r->mismatches);
  json_classes(&j, "recorded", r->was);
  json_classes(&j, "replayed", r->is);
  json_open(&j, "changes", '[');
  for (; i < SIMULATE_CLASSES * SIMULATE_CLASSES; i++)
    if (r->change[i / SIMULATE_CLASSES][i % SIMULATE_CLASSES].connects)
      json_change(&j, r, i / SIMULATE_CLASSES, i % SIMULATE_CLASSES);
  json_close(&j, ']');
  json_close(&j, '}');
  json_end(&j);
}
