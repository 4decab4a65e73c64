/* Lines on behalf of conversations. */

#include <string.h>

#include <skalibs/tai.h>

#include "entry.h"
#include "pigeonhole.h"
#include "settings.h"
#include "../base/clock.h"
#include "../journal/append.h"
#include "../karma/line.h"
#include "../smtp/connection_line.h"

static struct session session;

void entry_begin(enum log_level level)
{
  session.level = level;
}

static void about(struct order const *o, struct connection_rules const *rules)
{
  struct session *s = &session;
  s->home = settings_home();
  s->start = o->start;
  s->client.address = o->address;
  memset(&s->client.key, 0, sizeof s->client.key);
  if (s->client.address.known)
    key_client(&s->client.key, &s->client.address);
  s->client.namelen = address_fmt(s->client.name, &s->client.address);
  ruleset_use(rules->ruleset, s);
}

/* Of its own client, or may it speak for another? */
static int speaks(struct order const *o, int renamed, struct address const *a)
{
  return renamed || !memcmp(a, &o->address, sizeof *a);
}

/* 0: it may be entered; or why not. */
static char const *objection(struct order const *o, int renamed,
  char const *line, size_t n)
{
  struct line l;
  char const *why;
  if (line[n - 1] != '\n') return "it does not end";
  if (!line_scan(&l, line, n - 1, &why)) return why;
  if (l.kind != LINE_CONNECTION) return "it is an order";
  if (!speaks(o, renamed, &l.address)) return "it is about another client";
  return 0;
}

static void restamp(struct text *t, char const *line, size_t n)
{
  struct timespec now;
  struct stamp stamp;
  clock_wall(&now);
  stamp.seconds = (uint64_t)now.tv_sec;
  stamp.nano = (uint32_t)now.tv_nsec;
  stamp_add(t, &stamp);
  text_add(t, line + STAMP_LEN, n - STAMP_LEN - LINE_TAIL);
  line_finish(t);
}

static void refuse(struct order const *o,
  struct connection_rules const *rules, char const *why, char const *line,
  size_t n)
{
  char array[LINE_LEN + 100];
  struct text t = TEXT(array);
  text_adds(&t, "a line of its conversation is refused: ");
  text_adds(&t, why);
  text_adds(&t, ": ");
  text_addclean(&t, line, n - 1);
  about(o, rules);
  log_text(&session, LOG_ERROR, "qkarma-server", "warning", &t);
}

void entry_append(struct order const *o, int renamed,
  struct connection_rules const *rules, char const *line, size_t n)
{
  char array[LINE_LEN];
  struct text t = TEXT(array);
  char const *why = objection(o, renamed, line, n);
  if (why)
  {
    refuse(o, rules, why, line, n);
    return;
  }
  restamp(&t, line, n - 1);
  if (append_line(settings_home(), t.s, t.len)) return;
  about(o, rules);
  connection_line_failed(&session, &t);
}

void entry_killed(struct order const *o, int renamed, pid_t pid, int signal,
  struct connection_rules const *rules)
{
  char array[40];
  struct text why = TEXT(array);
  struct order its = *o;
  if (renamed) pigeonhole_signed(o->slot, &its.address);
  about(&its, rules);
  tain_now_g();
  session.pid = pid;
  text_adds(&why, "killed by signal ");
  text_addu(&why, (uint64_t)signal);
  log_text(&session, LOG_ERROR, "qkarma-server", "error", &why);
  if (!pigeonhole_closed(o->slot)) connection_line_write(&session, END_ERROR);
}
