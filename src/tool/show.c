/* qkarma show: what the databases know of one client and of the networks
   around it. */

#include <string.h>
#include <time.h>

#include <skalibs/strerr.h>

#include "column.h"
#include "tool.h"
#include "../config/home.h"
#include "../karma/rule.h"
#include "../karma/stamp.h"
#include "../store/reader.h"

#define USAGE "qkarma show address"

#define VALUE 14

enum { HISTORY_END = 27, NICE_END = 36, NAUGHTY_END = 45, CONNECTS_END = 55,
  ACCEPTED_END = 65, REFUSED_END = 75 };

static void label(struct text *t, char const *name)
{
  text_adds(t, "  ");
  text_adds(t, name);
  column_goto(t, VALUE);
}

static void end(struct text *t)
{
  text_addc(t, '\n');
  column_put(t);
}

static void date(struct text *t, uint64_t seconds)
{
  stamp_adddate(t, seconds);
  text_adds(t, " UTC");
}

static void box(struct text *t, struct record const *r, uint64_t now)
{
  label(t, "box");
  if (!r->until) text_adds(t, "never");
  else if (rule_boxed(r, now))
  {
    column_days(t, r->until - now);
    text_adds(t, " days left, until ");
    date(t, r->until);
  }
  else
  {
    text_adds(t, now < r->until ? "not before " : "over since ");
    date(t, now < r->until ? r->since : r->until);
  }
  end(t);
}

static uint64_t rounded(uint64_t scaled)
{
  return (scaled + RECORD_WINDOW / 2) / RECORD_WINDOW;
}

/* What the sliding windows of 30 days hold by now, in whole recipients. */
static struct outcome counted(struct record const *r, uint64_t now)
{
  struct outcome o;
  record_sliding(&o, r, now);
  o.success = rounded(o.success);
  o.tempfail = rounded(o.tempfail);
  o.permfail = rounded(o.permfail);
  return o;
}

static void recipients(struct text *t, struct record const *r, uint64_t now)
{
  struct outcome o = counted(r, now);
  label(t, "recipients");
  text_addu(t, o.success);
  text_adds(t, " accepted, ");
  text_addu(t, o.tempfail);
  text_adds(t, " deferred, ");
  text_addu(t, o.permfail);
  text_adds(t, " refused in 30 days");
  end(t);
}

static void known(struct text *t, struct record const *r, uint64_t now)
{
  label(t, "history");
  text_addi(t, record_history(r));
  text_adds(t, " (");
  text_addu(t, r->nice);
  text_adds(t, " nice, ");
  text_addu(t, r->naughty);
  text_adds(t, " naughty)");
  end(t);
  label(t, "connects");
  text_addu(t, r->connects);
  end(t);
  label(t, "last seen");
  date(t, r->last);
  end(t);
  box(t, r, now);
  recipients(t, r, now);
}

static void heading(struct text *t)
{
  end(t);
  text_adds(t, "NETWORK");
  column_word(t, HISTORY_END, "HISTORY");
  column_word(t, NICE_END, "NICE");
  column_word(t, NAUGHTY_END, "NAUGHTY");
  column_word(t, CONNECTS_END, "CONNECTS");
  column_word(t, ACCEPTED_END, "ACCEPTED");
  column_word(t, REFUSED_END, "REFUSED");
  end(t);
}

static void network(struct text *t, struct key const *k,
  struct record const *r, uint64_t now)
{
  struct outcome o = counted(r, now);
  char key[KEY_FMT];
  text_add(t, key, key_fmt(key, k));
  column_number(t, HISTORY_END, record_history(r));
  column_number(t, NICE_END, (int64_t)r->nice);
  column_number(t, NAUGHTY_END, (int64_t)r->naughty);
  column_number(t, CONNECTS_END, (int64_t)r->connects);
  column_number(t, ACCEPTED_END, (int64_t)o.success);
  column_number(t, REFUSED_END, (int64_t)o.permfail);
  end(t);
}

static int find(struct reader *r, struct key const *k, struct record *record)
{
  int found = reader_find(r, k, record);
  if (found == -1)
    strerr_dief(111, r->file, ": ", r->why, "; `qkarma verify` tells more");
  return found;
}

/* The client, then its networks. Returns whether the client is known. */
static int show(struct reader *r, struct key const *k)
{
  char line[200], key[KEY_FMT];
  struct text t = TEXT(line);
  struct record record;
  struct key around;
  uint64_t now = (uint64_t)time(0);
  int client = find(r, k, &record), networks = 0;
  unsigned int i = 0;
  text_add(&t, key, key_fmt(key, k));
  if (!client) text_adds(&t, " is unknown");
  end(&t);
  if (client) known(&t, &record, now);
  for (; key_network(&around, k, i); i++)
  {
    if (around.bits >= k->bits || !find(r, &around, &record)) continue;
    if (!networks++) heading(&t);
    network(&t, &around, &record, now);
  }
  column_flush();
  return client;
}

/* An address or, in the words of the databases, a network. */
static void scan(struct key *k, char const *s)
{
  struct address a;
  size_t n = strlen(s);
  if (address_scan(&a, s, n)) key_client(k, &a);
  else if (!key_scan(k, s, n))
    strerr_dief(100, s, " is neither an address nor a network we keep");
}

int tool_show(int argc, char const *const *argv)
{
  struct reader r;
  struct key k;
  int home;
  if (argc != 2) strerr_dieusage(100, USAGE);
  scan(&k, argv[1]);
  home = home_open();
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  if (reader_open(&r, home) == -1)
  {
    if (r.karma == -1) strerr_dief(111, r.file, ": ", r.why);
    strerr_warnw(r.file, ": ", r.why);
  }
  return !show(&r, &k);
}
