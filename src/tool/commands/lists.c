/* qkarma lists: are the lists of control/dnsbl and control/rhsbl what they
   should be? Exits 1 if one is not, so that cron tells. */

#include <string.h>

#include <skalibs/strerr.h>

#include "../args/words.h"
#include "../open/config.h"
#include "../open/state.h"
#include "../print/column.h"
#include "../print/json.h"
#include "../print/out.h"
#include "../print/terminal.h"
#include "../report/list_test.h"

extern struct command const command_lists;

enum { STATE = 34, MS_END = 50, WHY = 52 };

static char const *const states[] = { "good", "refuses", "empty", "world",
  "outside", "dead" };

static char const only4[] = "nothing about IPv6: ipv6 0 spares a question";

/* What a state means, for those who do not know; a dead one's `why` says more
   than this. */
static char const *const meanings[] =
{
  [LIST_REFUSES] = "it does not answer this resolver",
  [LIST_EMPTY] = "it lacks its test point",
  [LIST_WORLD] = "it names the whole world",
  [LIST_OUTSIDE] = "it answers outside 127/8"
};

static void why(struct text *t, struct list_test const *x)
{
  if (x->health == LIST_GOOD)
  {
    if (x->only4) text_adds(t, only4);
    return;
  }
  if (x->health != LIST_DEAD) text_adds(t, meanings[x->health]);
  if (!x->why) return;
  if (x->health != LIST_DEAD) text_adds(t, ", in ");
  text_adds(t, x->why);
}

static void row(struct list_test const *x)
{
  char array[300];
  struct text t = TEXT(array);
  list_name(&t, x->list);
  column_left(&t, STATE, states[x->health]);
  column_number(&t, MS_END, x->milliseconds);
  column_goto(&t, WHY);
  why(&t, x);
  while (t.s[t.len - 1] == ' ') t.len--;
  terminal_line(&t, 0, t.len, x->health == LIST_GOOD ? COLOUR_GREEN
    : COLOUR_RED);
}

static void object(struct list_test const *x, char const *file)
{
  char array[LISTS_ZONE], array2[100];
  struct text name = TEXT(array), t = TEXT(array2);
  struct json j = { 0 };
  list_name(&name, x->list);
  why(&t, x);
  json_open(&j, 0, '{');
  json_string(&j, "file", file);
  json_bytes(&j, "list", name.s, name.len);
  json_string(&j, "state", states[x->health]);
  json_number(&j, "milliseconds", x->milliseconds);
  if (t.len) json_bytes(&j, "why", t.s, t.len);
  else json_null(&j, "why");
  json_close(&j, '}');
  json_end(&j);
}

/* 1 if there is such a file; it dies (100) if it is wrong. */
static int read_lists(struct lists *l, int home, char const *file)
{
  char array[1000];
  struct text t = { array, 0, sizeof array - 1, 0 };
  int r = lists_read(l, home, file, &t);
  array[t.len] = 0;
  if (r == -1) strerr_dief(100, array);
  return r && l->n;
}

/* How many lists of the file are not good. */
static unsigned int report(struct lists const *l, char const *file,
  char const *server, int json)
{
  struct list_test tests[LISTS];
  char const *hindered;
  unsigned int i = 0, bad = 0;
  if (!list_test(tests, l, !strcmp(file, RHSBL), server, &hindered))
    strerr_dief(111, "unable to ask: ", hindered);
  for (; i < l->n; i++)
  {
    if (json) object(&tests[i], file);
    else row(&tests[i]);
    bad += tests[i].health != LIST_GOOD;
  }
  return bad;
}

static int run(char const *const *argv)
{
  static char const *const files[] = { DNSBL, RHSBL };
  static struct lists lists[2];
  static struct ruleset ruleset;
  int json = 0, home, i = 0, there[2];
  unsigned int bad = 0;
  struct setting const settings[] = { { "--json", &json, 0 }, { 0, 0, 0 } };
  struct words w;
  char const *server;
  words_scan(&w, &command_lists, settings, argv);
  words_end(&w);
  home = state_open();
  config_read(&ruleset, home);
  server = ruleset_value(&ruleset, "dns", "server")->text;
  for (; i < 2; i++) there[i] = read_lists(&lists[i], home, files[i]);
  if (!there[0] && !there[1])
    strerr_warni("there are no lists in " DNSBL " or " RHSBL);
  else if (!json)
    out_puts("LIST                              STATE           MS\n");
  for (i = 0; i < 2; i++)
    if (there[i]) bad += report(&lists[i], files[i], server, json);
  out_flush();
  return bad > 0;
}

struct command const command_lists =
{
  "lists",
  "[--json]",
  "whether the lists in the DNS are what they should be",
  "  --json       an object a line\n"
  "\nOf " DNSBL " and " RHSBL ". The environment counts as it does for a\n"
  "connection: DNS_SERVER.\n",
  run
};
