/* A connection, from the client to its line. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/tai.h>

#include "backend_limits.h"
#include "balancer.h"
#include "connection.h"
#include "dialogue.h"
#include "../base/clock.h"
#include "../base/stop.h"
#include "../checks/inquiry.h"
#include "../checks/spare.h"
#include "../config/home.h"
#include "../config/program.h"

/* In this order: what every connection touches of the first and of the second
   stands at the beginning of the data, in as few pages as can be. */
static struct
{
  struct ruleset ruleset;
  struct session session;
  struct dialogue dialogue;
} connection;

/* Not touched before somebody asks. */
static struct inquiry inquiry;

static struct session *const session = &connection.session;
static struct dialogue *const dialogue = &connection.dialogue;

void connection_prepare(void)
{
  backend_ignore();
  stop_trap();
  tain_now = clock_stopwatch;
}

void connection_read(struct connection_rules *c, int home)
{
  struct text why = { c->why, 0, sizeof c->why - 1, 0 };
  c->good = ruleset_read(c->ruleset, home, &why)
    && ruleset_awards(&c->ruleset->settings.awards, home, &why);
  c->why[why.len] = 0;
}

/* Ask the client to come again, and make sure that it can read that; behind the
   end of a greeting that whoever forked us has begun. */
static void apologize(void)
{
  struct channel *c = &dialogue->client;
  char array[512];
  struct text t = TEXT(array);
  if (!channel_open(c, 0, 1)) return;
  if (session->teased) reply_greeting(&t, client_host());
  text_adds(&t, reply_trouble);
  channel_put(c, t.s, t.len);
  channel_flush(c);
  channel_discard(c);
}

/* Something of ours is wrong: the operator is told what. */
static void die(int code, char const *why)
{
  apologize();
  log_line(session, LOG_ERROR, "qkarma-smtpd", "error: ", why);
  connection_line_write(session, END_ERROR);
  _exit(code);
}

/* A service that has the name of a check is no reason to refuse mail. */
static void warn_service(struct ruleset const *ruleset)
{
  char array[200];
  struct text t = TEXT(array);
  if (!ruleset->service) return;
  ruleset_service(ruleset, &t);
  log_text(session, LOG_ERROR, "qkarma-smtpd", "warning", &t);
}

/* A client that no check would refuse is served though we cannot tell what the
   checks are. */
static void judge_by(struct connection_rules const *rules)
{
  ruleset_use(rules->ruleset, session);
  warn_service(rules->ruleset);
  if (rules->good && !*rules->why) return;
  if (!rules->good && !session_immune(session)) die(100, rules->why);
  log_line(session, LOG_ERROR, "qkarma-smtpd", "warning: ", rules->why,
    rules->good ? "; the last right one is in force"
    : "; this client is not judged");
}

static void configure(struct connection const *c)
{
  struct connection_rules rules;
  if (c->before && c->before->rules)
  {
    judge_by(c->before->rules);
    return;
  }
  rules.ruleset = &connection.ruleset;
  connection_read(&rules, c->home);
  judge_by(&rules);
}

static void warn(int home)
{
  if (home == -1)
    log_line(session, LOG_ERROR, "qkarma-smtpd", "warning: unable to open ",
      home_path(), ": ", strerror(errno));
  if (!session->client.address.known)
    log_line(session, LOG_ERROR, "qkarma-smtpd", "warning: ", client_proto(),
      client_variable("REMOTEIP") ? "REMOTEIP is no address"
      : "REMOTEIP is not set", ", the client has no history");
}

/* A client that is immune before the greeting needs no judging: we write its
   line and are the backend. */
static void become(struct connection const *c)
{
  connection_line_write(session, END_IMMUNE);
  if (c->before) c->before->stays();
  ruleset_conclude(session);
  backend_become(c->backend);
  apologize();
  log_line(session, LOG_ERROR, "qkarma-smtpd", "error: unable to run ",
    c->backend[0], ": ", strerror(errno));
  _exit(111);
}

/* Nobody but us can offer TLS to an immune client from elsewhere, or make it
   where it comes first: it is served by the dialogue, which does not judge
   it. */
static int makes_tls(void)
{
  return address_loopback(&session->client.address) ? tls_at_once(dialogue)
    : tls_ends(dialogue);
}

static void begin(struct connection const *c)
{
  struct connection_before const *before = c->before;
  session_begin(session, c->home, &dialogue->client);
  session->level = c->level;
  session->inquiry = &inquiry;
  session->parties = dialogue->parties;
  ruleset_use(&connection.ruleset, session);
  dialogue->s = session;
  if (!before) return;
  session->start = before->start;
  session->waited = before->waited;
  session->teased = before->teased;
  session->looked_up = before->looked_up;
  session->record = before->record;
  session->weighed = before->weighed;
  session->q = before->q;
}

/* A load balancer before us says who the client is. 0, or what is wrong. */
static char const *identify(struct connection const *c)
{
  struct balancer_client client;
  char const *why;
  if (c->before && c->before->forwarded) return c->before->trouble;
  if (!getenv(BALANCER_VARIABLE)) return 0;
  why = balancer_ask(&client);
  if (!why) why = balancer_believe(&client);
  return why;
}

/* Is it one that is not judged? Whoever forked us may have looked. */
static void spare(struct connection_before const *before)
{
  if (!before || !before->looked_up) spare_client(session);
  else if (!session->client.immunity)
  {
    session->spare_names = before->spare_names;
    if (before->spared) spare_session(session, before->spared);
  }
}

void connection_serve(struct connection const *c)
{
  char const *why = identify(c);
  begin(c);
  warn(c->home);
  spare(c->before);
  configure(c);
  backend_limits_use(session);
  if (why) die(111, why);
  if (program_asks_socket(c->backend))
    die(100, "a backend that asks the socket who the client is would be an "
      "open relay here: give it -oMa");
  if (session_immune(session) && !stop_asked() && !makes_tls()) become(c);
  if (!channel_open(&dialogue->client, 0, 1))
    die(111, "unable to use stdin and stdout");
  dialogue->argv = c->backend;
  dialogue->notes.fd = -1;
  dialogue_run(dialogue);
  connection_line_write(session, dialogue->end);
  _exit(dialogue->end == END_ERROR ? 111 : 0);
}
