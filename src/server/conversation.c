/* The conversation with one client: qkarma-smtpd, with what is known
   already. */

#include <stdlib.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "conversation.h"
#include "rules.h"
#include "variables.h"
#include "../config/home.h"
#include "../smtp/balancer.h"
#include "../smtp/connection_line.h"

static struct connection connection;
static struct connection_before before;

void conversation_begin(int home, enum log_level level,
  char const *const *backend)
{
  connection.home = home;
  connection.level = level;
  connection.backend = backend;
  connection.before = &before;
}

/* The client's rule may have changed since it came; it is the one of now. */
static void follow_rules(struct address const *client)
{
  switch (rules_find(client))
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
  if (before.trouble || c.itself) return;
  e.remote = c.remote;
  e.remote_port = c.remote_port;
  e.local = c.local;
  e.local_port = c.local_port;
  variables_client(&e, 0);
  follow_rules(&e.remote);
}

static void identify(struct order const *o)
{
  struct variables_ends e = { .remote = o->address, .remote_port = o->port };
  variables_local(&e.local, &e.local_port, 0);
  variables_client(&e, o->connections);
  follow_rules(&o->address);
  if (getenv(BALANCER_VARIABLE)) forwarded(&e);
}

/* Not what is known of the load balancer. */
static int knows_itself(void)
{
  return rules_matter() || before.forwarded;
}

void conversation_run(struct order const *o,
  struct connection_rules const *rules, unsigned char *told)
{
  PROG = "qkarma-smtpd";
  connection_prepare();
  identify(o);
  before.start = o->start;
  before.waited = o->waited;
  before.teased = !!o->teased;
  before.told = told;
  if (knows_itself())
  {
    /* With what is said for this client alone, it reads all by itself. */
    close(connection.home);
    connection.home = home_open();
  }
  else
  {
    before.rules = rules;
    before.looked_up = !!o->looked_up;
    before.record = o->record;
    before.weighed = !!o->weighed;
    before.q = o->q;
  }
  connection_serve(&connection);
}

void conversation_killed(struct order const *o, pid_t pid, int signal,
  struct connection_rules const *rules)
{
  static struct session s;
  char array[40];
  struct text why = TEXT(array);
  s.home = connection.home;
  s.level = connection.level;
  s.start = o->start;
  s.pid = pid;
  s.client.address = o->address;
  key_client(&s.client.key, &s.client.address);
  s.client.namelen = address_fmt(s.client.name, &s.client.address);
  ruleset_use(rules->ruleset, &s);
  tain_now_g();
  text_adds(&why, "killed by signal ");
  text_addu(&why, (uint64_t)signal);
  log_text(&s, LOG_ERROR, "qkarma-server", "error", &why);
  connection_line_write(&s, END_ERROR);
}
