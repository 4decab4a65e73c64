/* A line of the journal, shown. */

#include <string.h>

#include "class.h"
#include "line_report.h"
#include "../print/column.h"
#include "../print/json.h"
#include "../print/time_text.h"
#include "../print/terminal.h"
#include "../../config/host.h"
#include "../../karma/event.h"
#include "../../karma/key.h"

enum { CLASS = 21, KARMA_END = 33, END = 34, ADDRESS = 43, WHAT = 59 };

/* The word for what a line is: `connection`, or the order's own. */
static char const *kind(struct line const *l)
{
  static char const *const kinds[] =
  {
    [LINE_CONNECTION] = "connection",
    [LINE_CAPTURE] = "capture",
    [LINE_RELEASE] = "release",
    [LINE_IMPORT] = "import",
    [LINE_SET] = "set",
    [LINE_PRUNE] = "prune"
  };
  return kinds[l->kind];
}

/* Pairs that only the rules and a debugger need are not shown. */
static int hidden(struct line const *l, struct pair const *p)
{
  static char const *const names[] = { "neg", "pd", "pm", "mx", "pid" };
  unsigned int i = 0;
  if (l->kind != LINE_CONNECTION) return 0;
  while (i < 5 && (strlen(names[i]) != p->namelen
    || memcmp(names[i], p->name, p->namelen))) i++;
  return i < 5;
}

static void pairs(struct text *t, struct line const *l)
{
  char const *s = l->pairs;
  size_t n = l->pairslen;
  struct pair p;
  while (line_take(&p, &s, &n))
  {
    if (hidden(l, &p)) continue;
    text_addc(t, ' ');
    text_add(t, p.name, p.namelen + 1);
    text_addreadable(t, p.value, p.len);
  }
}

static void count(struct text *t, uint64_t n, char const *what)
{
  if (!n) return;
  text_addc(t, ' ');
  text_addu(t, n);
  text_addc(t, ' ');
  text_adds(t, what);
}

static void outcome(struct text *t, struct line const *l)
{
  if (l->eventslen != 1 || *l->events != '-')
  {
    text_addc(t, ' ');
    text_add(t, l->events, l->eventslen);
  }
  count(t, l->counts.success, "accepted");
  count(t, l->counts.tempfail, "deferred");
  count(t, l->counts.permfail, "refused");
}

static enum colour colour_of(struct line const *l)
{
  if (l->kind != LINE_CONNECTION) return COLOUR_YELLOW;
  switch (l->class)
  {
    case CLASS_NAUGHTY:
    case CLASS_BOXED: return COLOUR_RED;
    case CLASS_NICE: return COLOUR_GREEN;
    default: return COLOUR_GREY;
  }
}

static void address(struct text *t, struct line const *l)
{
  char s[ADDRESS_FMT];
  column_goto(t, ADDRESS);
  if (l->kind != LINE_CONNECTION && !l->address.known) text_adds(t, "-");
  else text_add(t, s, address_fmt(s, &l->address));
  while (t->len < WHAT - 1) text_addc(t, ' ');
}

void line_report_text(struct line const *l, char const *host)
{
  char line[LINE_LEN + HOST_LEN + 200];
  struct text t = TEXT(line);
  int order = l->kind != LINE_CONNECTION;
  size_t to;
  time_text_short(&t, l->stamp.seconds);
  column_left(&t, CLASS, order ? kind(l) : class_name(class_index(l->class)));
  to = t.len;
  if (!order)
  {
    column_number(&t, KARMA_END, l->karma);
    column_goto(&t, END);
    text_add(&t, l->end, l->endlen);
  }
  address(&t, l);
  if (!order) outcome(&t, l);
  if (*host) text_adds(&t, " host=");
  text_adds(&t, host);
  pairs(&t, l);
  while (t.s[t.len - 1] == ' ') t.len--;
  terminal_line(&t, l->class == CLASS_NEUTRAL ? to : CLASS, to, colour_of(l));
}

static void events(struct json *j, struct line const *l)
{
  struct tally tally;
  int e = 0;
  tally_scan(&tally, l->events, l->eventslen);
  json_open(j, "events", '{');
  for (; e < EVENTS; e++)
    if (tally.count[e])
      json_number(j, event_name((enum event)e), tally.count[e]);
  json_close(j, '}');
}

static void connection_json(struct json *j, struct line const *l)
{
  json_string(j, "class", class_name(class_index(l->class)));
  json_number(j, "karma", l->karma);
  json_number(j, "accepted", (int64_t)l->counts.success);
  json_number(j, "deferred", (int64_t)l->counts.tempfail);
  json_number(j, "refused", (int64_t)l->counts.permfail);
  json_bytes(j, "end", l->end, l->endlen);
  events(j, l);
}

static void pairs_json(struct json *j, struct line const *l)
{
  char const *s = l->pairs;
  size_t n = l->pairslen;
  struct pair p;
  json_open(j, "pairs", '{');
  while (line_take(&p, &s, &n))
    json_pair(j, p.name, p.namelen, p.value, p.len);
  json_close(j, '}');
}

void line_report_json(struct line const *l, char const *host)
{
  char address[ADDRESS_FMT];
  struct json j = { 0 };
  struct key k;
  json_open(&j, 0, '{');
  json_number(&j, "time", (int64_t)l->stamp.seconds);
  if (*host) json_string(&j, "host", host);
  json_string(&j, "kind", kind(l));
  if (l->address.known)
  {
    key_client(&k, &l->address);
    json_bytes(&j, "address", address, address_fmt(address, &l->address));
    json_key(&j, "client", &k);
  }
  if (l->kind == LINE_CONNECTION) connection_json(&j, l);
  pairs_json(&j, l);
  json_close(&j, '}');
  json_end(&j);
}
