/* The conversation with one client: qkarma-smtpd, with what is known
   already. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "conversation.h"
#include "pigeonhole.h"
#include "rules.h"
#include "settings.h"
#include "variables.h"
#include "../config/control.h"
#include "../config/home.h"
#include "../journal/append.h"
#include "../session/client.h"
#include "../smtp/balancer.h"

static struct connection connection;
static struct connection_before before;

void conversation_begin(enum log_level level, char const *const *backend)
{
  connection.level = level;
  connection.backend = backend;
  connection.before = &before;
}

static void follow_rule(int rule)
{
  switch (rule)
  {
    case RULES_DENY: _exit(0);
    case RULES_BROKEN: strerr_diefusys(111, "look up rules");
  }
  if (!rules_apply()) strerr_dief(111, "too many variables in a rule");
}

/* Who is behind the load balancer, and what the rules say of it. */
static void forwarded(struct variables_ends const *balancer)
{
  struct variables_ends e = *balancer;
  struct balancer_client c;
  before.forwarded = 1;
  before.trouble = balancer_ask(&c);
  if (before.trouble) return;
  if (!c.itself)
  {
    e.remote = c.remote;
    e.remote_port = c.remote_port;
    e.local = c.local;
    e.local_port = c.local_port;
    variables_client(&e, 0);
  }
  balancer_disown(&c);
  if (!c.itself) follow_rule(rules_find(&e.remote));
}

/* Not who connected. (As session/client.c will find it.) */
static void sign(void)
{
  char const *ip = client_variable("REMOTEIP");
  struct address a;
  address_scan(&a, ip ? ip : "", ip ? strlen(ip) : 0);
  pigeonhole_sign(&a);
}

static void identify(struct order const *o, int rule)
{
  struct variables_ends e = { .remote = o->address, .remote_port = o->port };
  variables_local(&e.local, &e.local_port, 0);
  variables_client(&e, o->connections);
  follow_rule(rule);
  if (getenv(BALANCER_VARIABLE)) forwarded(&e);
  if (before.forwarded || rules_rename()) sign();
}

/* Not what is known of the load balancer. */
static int knows_itself(void)
{
  return rules_matter() || before.forwarded;
}

/* A rule has another state directory for it: nothing of ours is its. */
static void move(char const *here)
{
  if (!strcmp(home_path(), here)) return;
  control_forget();
  append_by(0);
  pigeonhole_close();
  close(connection.home);
  connection.home = home_open();
}

void conversation_run(struct order const *o,
  struct connection_rules const *rules, int rule)
{
  char const *here = home_path();
  PROG = "qkarma-smtpd";
  connection.home = settings_home();
  connection_prepare();
  pigeonhole_own(o->slot);
  append_by(pigeonhole_put);
  identify(o, rule);
  before.start = o->start;
  before.waited = o->waited;
  before.teased = !!o->teased;
  before.stays = pigeonhole_tell;
  /* With what is said for this client alone, it finds out all by itself. */
  if (knows_itself()) move(here);
  else
  {
    before.rules = rules;
    before.looked_up = !!o->looked_up;
    before.record = o->record;
    before.weighed = !!o->weighed;
    before.q = o->q;
    before.spared = o->spared;
    before.spare_names = !!o->spare_names;
  }
  if (connection.home == -1) connection.home = home_open();  /* errno */
  connection_serve(&connection);
}
