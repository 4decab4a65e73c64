/* qkarma show: what the databases know of clients and of the networks around
   them. */

#include <time.h>

#include <skalibs/strerr.h>

#include "out.h"
#include "portrait.h"
#include "state.h"
#include "who.h"
#include "words.h"

extern struct command const command_show;

/* An address, or a network that the databases keep. */
static void scan(struct key *k, char const *s)
{
  if (!who_key(k, s))
    strerr_dief(100, s, " is neither an address nor a network we keep");
}

static void text(struct reader *r, struct key const *k,
  struct record const *record, uint64_t now)
{
  char line[KEY_FMT + 20], key[KEY_FMT];
  struct text t = TEXT(line);
  text_add(&t, key, key_fmt(key, k));
  if (!record) text_adds(&t, " is unknown");
  out_line(&t);
  if (record) portrait_record(record, now);
  portrait_networks(r, k, now);
}

static void object(struct reader *r, struct key const *k,
  struct record const *record, uint64_t now)
{
  struct json j = { 0 };
  json_open(&j, 0, '{');
  json_key(&j, key_isclient(k) ? "client" : "network", k);
  json_bool(&j, "known", !!record);
  if (record) json_record(&j, record, now);
  portrait_json(&j, r, k, now);
  json_close(&j, '}');
  json_end(&j);
}

static int run(char const *const *argv)
{
  int json = 0, first = 1, unknown = 0;
  struct setting const settings[] = { { "--json", &json, 0 }, { 0, 0, 0 } };
  uint64_t now = (uint64_t)time(0);
  struct words w;
  struct reader r;
  struct key k;
  char const *word;
  words_scan(&w, &command_show, settings, argv);
  if (!words_next(&w)) words_usage(&command_show);
  words_rewind(&w);
  while ((word = words_next(&w))) scan(&k, word);
  state_reader(&r, state_open());
  words_rewind(&w);
  while ((word = words_next(&w)))
  {
    struct record record;
    int found;
    scan(&k, word);
    found = state_find(&r, &k, &record);
    unknown |= !found;
    if (!json && !first) out_puts("\n");
    first = 0;
    (json ? object : text)(&r, &k, found ? &record : 0, now);
  }
  out_flush();
  return unknown;
}

struct command const command_show =
{
  "show",
  "[--json] address...",
  "what is known of clients and their networks",
  "  --json       an object a line\n",
  run
};
