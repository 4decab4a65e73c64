/* qkarma show: what the databases know of clients and of the networks around
   them. */

#include <time.h>

#include <skalibs/strerr.h>

#include "../args/target.h"
#include "../args/words.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/time_text.h"
#include "../print/out.h"
#include "../report/client_report.h"
#include "../report/spared.h"
#include "../../karma/rule.h"

extern struct command const command_show;

/* An address, or a network that the databases keep. */
struct asked
{
  struct range who;       /* as it was written, */
  struct key key;         /* and what the databases have of that */
};

static void scan(struct asked *a, char const *s)
{
  if (!target_key(&a->key, s))
    strerr_dief(100, s, " is neither an address nor a network that the"
      " databases keep");
  target_scan(&a->who, s);
}

struct members
{
  uint64_t clients;       /* in the network */
  uint64_t boxed;
};

/* All records are read: the databases keep no count of these. */
static void count(struct members *m, int home, struct key const *network,
  uint64_t now)
{
  static struct merged_scan v;
  struct key const *k = &v.key;
  m->clients = m->boxed = 0;
  if (!state_scan(&v, home)) return;
  while (state_next(&v))
    if (key_isclient(k) && key_within(k, network))
    {
      m->clients++;
      m->boxed += rule_boxed(&v.record, now) > 0;
    }
  merged_scan_close(&v);
}

static void members(int home, struct key const *network, uint64_t now)
{
  char line[100];
  struct text t = TEXT(line);
  struct members m;
  count(&m, home, network, now);
  client_report_label(&t, "boxed");
  text_addu(&t, m.boxed);
  text_adds(&t, " of ");
  column_count(&t, m.clients, "client");
  out_line(&t);
}

static void text(int home, struct reader *r, struct asked const *a,
  struct record const *record, uint64_t now)
{
  struct key const *k = &a->key;
  char line[KEY_FMT + 20], key[KEY_FMT];
  struct text t = TEXT(line);
  text_add(&t, key, key_fmt(key, k));
  if (!record) text_adds(&t, " is unknown");
  out_line(&t);
  if (record) client_report_record(record, key_isclient(k), now);
  spared_text(home, &a->who);
  if (record && !key_isclient(k)) members(home, k, now);
  client_report_networks(r, k, now);
}

static void object(int home, struct reader *r, struct asked const *a,
  struct record const *record, uint64_t now)
{
  struct key const *k = &a->key;
  struct json j = { 0 };
  struct members m;
  json_open(&j, 0, '{');
  json_key(&j, key_isclient(k) ? "client" : "network", k);
  json_bool(&j, "known", !!record);
  if (record) json_record(&j, record, now);
  spared_json(&j, home, &a->who);
  if (!key_isclient(k))
  {
    count(&m, home, k, now);
    json_number(&j, "clients", (int64_t)m.clients);
    json_number(&j, "boxed_clients", (int64_t)m.boxed);
  }
  client_report_json(&j, r, k, now);
  json_close(&j, '}');
  json_end(&j);
}

static int run(char const *const *argv)
{
  int json = 0, first = 1, unknown = 0, home;
  struct setting const settings[] = { { "--json", &json, 0 }, MOMENT_LOCAL,
    { 0, 0, 0 } };
  uint64_t now = (uint64_t)time(0);
  struct words w;
  struct reader r;
  struct asked asked;
  char const *word;
  words_scan(&w, &command_show, settings, argv);
  if (!words_next(&w)) words_usage(&command_show);
  words_rewind(&w);
  while ((word = words_next(&w))) scan(&asked, word);
  home = state_open();
  state_reader(&r, home);
  words_rewind(&w);
  while ((word = words_next(&w)))
  {
    struct record record;
    int found;
    scan(&asked, word);
    found = state_find(&r, &asked.key, &record);
    unknown |= !found;
    if (!json && !first) out_puts("\n");
    first = 0;
    (json ? object : text)(home, &r, &asked, found ? &record : 0, now);
  }
  out_flush();
  return unknown;
}

struct command const command_show =
{
  "show",
  "[--json] [--local] address...",
  "what is known of clients and their networks",
  "  --json       an object a line\n"
  "  --local      times in the local time zone\n",
  run
};
