/* The conversation with one client: qkarma-smtpd, with what is known
   already. */

#include <string.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "conversation.h"
#include "rules.h"
#include "variables.h"
#include "../config/home.h"
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
static void follow_rules(struct order const *o)
{
  switch (rules_find(&o->address))
  {
    case RULES_DENY: _exit(0);
    case RULES_BROKEN: strerr_diefusys(111, "look up rules");
  }
  if (!rules_apply()) strerr_dief(111, "too many variables in a rule");
}

void conversation_run(struct order const *o,
  struct connection_rules const *rules, unsigned char *told)
{
  variables_client(&o->address, o->port, 0, o->connections);
  follow_rules(o);
  before.start = o->start;
  before.waited = o->waited;
  before.teased = !!o->teased;
  before.told = told;
  if (rules_matter())
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
  }
  PROG = "qkarma-smtpd";
  connection_prepare();
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
