/* A connection comes: its rule, its number, its history. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "arrival.h"
#include "doorstep.h"
#include "queue.h"
#include "rules.h"
#include "settings.h"
#include "status.h"
#include "../checks/limits.h"

static char const reply_crowd[] =
  "421 4.7.0 Too many connections from you, try again later.\r\n";

/* Inside TLS from its first byte it is a process that waits. */
static int tls_first(int fd, struct ruleset const *p)
{
  return ruleset_options(p, &check_limits)[LIMIT_TLS].number == TLS_NOW
    || listener_port(fd) == 465;
}

/* 1 if there is nothing to be known about it here: a process of its own reads
   the configuration that holds for this client, or says what is wrong. */
static int of_its_own(int fd, struct connection_rules const *rules)
{
  return rules_matter() || rules_forward() || !rules->good
    || tls_first(fd, rules->ruleset);
}

static void look(struct guest *g)
{
  struct connection_rules const *rules = settings_now();
  unsigned int wait;
  if (of_its_own(g->watch.fd, rules))
  {
    queue_ready(g);
    return;
  }
  wait = doorstep_look(g, rules);
  if (doorstep_asks(g, rules))
  {
    queue_ready(g);
    return;
  }
  if (wait) doorstep_tease(g, rules);
  if (wait && queue_wait(g, wait)) return;
  if (!wait && doorstep_judge(g, rules))
  {
    status_refused();
    guest_end(g);
  }
  else queue_ready(g);
}

static int crowd(struct guest const *g, uint32_t most)
{
  return most && clients_number(g->count) > most;
}

static void enter(struct guest *g, struct waiter const *waiter)
{
  g->class = CLIENT_UNKNOWN;
  g->count = clients_enter(&g->order.address);
  g->order.connections = clients_number(g->count);
  if (!crowd(g, waiter->per_client) || rules_forward())
  {
    look(g);
    return;
  }
  doorstep_turn_away(g, settings_now(), reply_crowd,
    "too many connections of this client", 0);
  status_turned_away();
  guest_end(g);
}

void arrive(int fd, struct address const *a, uint16_t port,
  struct waiter const *waiter)
{
  struct guest *g;
  int rule;
  status_came();
  tain_now_g();
  rule = rules_find(a);
  if (rule == RULES_BROKEN) strerr_warnwusys("look up ", waiter->rules);
  if (rule != RULES_ALLOW || !queue_make_room() || !(g = guest_new()))
  {
    status_denied();
    close(fd);
    return;
  }
  g->watch.fd = fd;
  g->order.address = *a;
  g->order.port = port;
  tain_copynow(&g->order.start);
  enter(g, waiter);
}
