/* The door. The checks are the ones that a process of its own would run, on a
   session that is filled in the same way; its channel has no input, so that not
   a byte of what clients send is ever read here. */

#include <poll.h>
#include <string.h>

#include <skalibs/djbunix.h>

#include "doorstep.h"
#include "settings.h"
#include "variables.h"
#include "../checks/earlytalker.h"
#include "../checks/history.h"
#include "../checks/limits.h"
#include "../checks/spare.h"
#include "../checks/tarpit.h"
#include "../session/client.h"
#include "../session/log.h"
#include "../session/refusal.h"
#include "../smtp/connection_line.h"
#include "../smtp/reply.h"

static struct session session;
static struct channel channel;
static enum log_level level;

void doorstep_begin(enum log_level wanted)
{
  level = wanted;
}

static void begin(struct guest const *g, struct connection_rules const *rules)
{
  struct session *s = &session;
  memset(s, 0, offsetof(struct session, replies));
  s->home = settings_home();
  s->level = level;
  s->channel = &channel;
  s->start = g->order.start;
  s->waited = g->order.waited;
  s->client.address = g->order.address;
  key_client(&s->client.key, &s->client.address);
  s->client.namelen = address_fmt(s->client.name, &s->client.address);
  s->looked_up = g->order.looked_up;
  s->record = g->order.record;
  s->weighed = g->order.weighed;
  s->q = g->order.q;
  s->teased = g->order.teased;
  if (g->order.spared) spare_session(s, g->order.spared);
  s->spare_names = !!g->order.spare_names;
  ruleset_use(rules->ruleset, s);
  channel.in = -1;
  channel.eof = 1;
  channel.out = g->watch.fd;    /* a new one has room for what we say */
  channel.broken = 0;
  channel.pending = 0;
}

unsigned int doorstep_look(struct guest *g,
  struct connection_rules const *rules)
{
  unsigned int wait;
  begin(g, rules);
  spare_client(&session);
  g->order.spared = session.spared;
  g->order.spare_names = session.spare_names;
  g->order.record = *history_record(&session);
  g->order.looked_up = 1;
  g->order.weighed = session.weighed;
  g->order.q = session.q;
  g->class = classify_client(&session.record, 0, session.settings, 0);
  if (g->order.spared || !ruleset_has(rules->ruleset, &check_earlytalker)) return 0;
  wait = earlytalker_wait(&session);
  if (!wait) g->order.waited = 0;
  return wait;
}

int doorstep_asks(struct guest *g, struct connection_rules const *rules)
{
  begin(g, rules);
  return ruleset_asks(&session);
}

void doorstep_tease(struct guest *g, struct connection_rules const *rules)
{
  begin(g, rules);
  earlytalker_tease(&session);
  g->order.teased = session.teased;
}

/* Something came meanwhile, or it is gone: a process of its own looks. */
static int spoke(struct guest const *g)
{
  struct pollfd p = { g->watch.fd, POLLIN, 0 };
  return poll(&p, 1, 0) != 0;
}

static void say(char const *s, size_t n)
{
  channel_put(&channel, s, n);
  channel_flush(&channel);
}

static void refuse(struct guest *g)
{
  char array[SESSION_FLAGS * (SESSION_TEXT + 16)];
  struct text t = TEXT(array);
  refusal_reply(&t, &session, PHASE_CONNECT, session.verdict);
  say(t.s, t.len);
  watch_close(&g->watch);
  ruleset_conclude(&session);
  connection_line_write(&session, session.boxed ? END_BOXED : END_REJECTED);
}

static void set_variables(struct guest const *g)
{
  struct variables_ends e = { .remote = g->order.address,
    .remote_port = g->order.port };
  variables_local(&e.local, &e.local_port, g->watch.fd);
  variables_client(&e, g->order.connections);
}

int doorstep_judge(struct guest *g, struct connection_rules const *rules)
{
  struct session *s = &session;
  if (!rules->good || *rules->why || rules->ruleset->service
    || g->order.teased) return 0;
  begin(g, rules);
  set_variables(g);
  if (!verdict_refuses(ruleset_run(s, PHASE_CONNECT))
    || (ruleset_has(rules->ruleset, &check_tarpit) && tarpit_wait(s))
    || spoke(g)) return 0;
  refuse(g);
  return 1;
}

/* As smtp/greeting.c does: no other code may follow a `220-'. */
static void complete(struct guest const *g)
{
  char array[512];
  struct text t = TEXT(array);
  if (!g->order.teased) return;
  reply_greeting(&t, client_host());
  say(t.s, t.len);
}

void doorstep_turn_away(struct guest *g, struct connection_rules const *rules,
  char const *reply, char const *why, int line)
{
  begin(g, rules);
  complete(g);
  say(reply, strlen(reply));
  watch_close(&g->watch);
  log_line(&session, LOG_ERROR, "qkarma-server", "error: ", why);
  if (line) connection_line_write(&session, END_ERROR);
}
