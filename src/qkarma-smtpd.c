/* qkarma-smtpd: run once per connection under a UCSPI server, in front of any
   SMTP server that talks on stdin and stdout. */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/sgetopt.h>
#include <skalibs/strerr.h>

#include "base/about.h"
#include "base/clock.h"
#include "base/stop.h"
#include "checks/inquiry.h"
#include "checks/spare.h"
#include "config/home.h"
#include "config/program.h"
#include "session/log.h"
#include "smtp/dialogue.h"

#define USAGE "qkarma-smtpd [ -v ] [ backend [ args... ] ]"

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

static struct ruleset *const ruleset = &connection.ruleset;
static struct session *const session = &connection.session;
static struct dialogue *const dialogue = &connection.dialogue;

/* A file of ours must not take the place of stdin or stdout, if one is closed.
   Under inetd stderr is the client's socket: what we log must not get into the
   dialogue. */
static void guard(void)
{
  struct stat err, io[2];
  int i = 0;
  if (fstat(0, &io[0]) == -1 || fstat(1, &io[1]) == -1)
    strerr_diefusys(111, "use stdin and stdout");
  if (fstat(2, &err) == -1) err.st_ino = 0;
  for (; i < 2; i++)
    if (!err.st_ino || (io[i].st_ino == err.st_ino
      && io[i].st_dev == err.st_dev && !isatty(2)))
    {
      fd_close(2);
      open_write("/dev/null");
      return;
    }
}

static char const *const *options(int argc, char const *const *argv)
{
  static char const *const standard[] = { "qkarma-maildir", 0 };
  subgetopt l = SUBGETOPT_ZERO;
  for (;;)
  {
    int opt = subgetopt_r(argc, argv, "v", &l);
    if (opt == -1) break;
    if (opt != 'v') strerr_dieusage(100, USAGE);
    session->level = LOG_ALL;
  }
  return argv[l.ind] ? argv + l.ind : standard;
}

/* Ask the client to come again, and make sure that it can read that. */
static void apologize(void)
{
  struct channel *c = &dialogue->client;
  if (!channel_open(c, 0, 1)) return;
  channel_put(c, reply_trouble, strlen(reply_trouble));
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
static void warn_service(void)
{
  char array[200];
  struct text t = TEXT(array);
  if (!ruleset->service) return;
  ruleset_service(ruleset, &t);
  log_text(session, LOG_ERROR, "qkarma-smtpd", "warning", &t);
}

/* A client that no check would refuse is served though we cannot tell what the
   checks are. */
static void configure(int home)
{
  char array[1000];
  struct text why = { array, 0, sizeof array - 1, 0 };
  int good = ruleset_read(ruleset, home, &why)
    && ruleset_awards(&ruleset->settings.awards, home, &why);
  why.s[why.len] = 0;
  warn_service();
  if (good && !why.len) return;
  if (!good && !session_immune(session)) die(100, why.s);
  log_line(session, LOG_ERROR, "qkarma-smtpd", "warning: ", why.s, good
    ? "; the last right one is in force" : "; this client is not judged");
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
static void become(char const *const *argv)
{
  connection_line_write(session, END_IMMUNE);
  ruleset_conclude(session);
  backend_become(argv);
  apologize();
  log_line(session, LOG_ERROR, "qkarma-smtpd", "error: unable to run ", argv[0],
    ": ", strerror(errno));
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

int main(int argc, char const *const *argv)
{
  char const *const *backend;
  int home;
  PROG = "qkarma-smtpd";
  about(argv, USAGE);
  guard();
  backend_ignore();
  stop_trap();
  tain_now = clock_stopwatch;
  home = home_open();
  session_begin(session, home, &dialogue->client);
  session->level = LOG_FAIL;
  session->inquiry = &inquiry;
  ruleset_use(ruleset, session);
  backend = options(argc, argv);
  warn(home);
  spare_client(session);
  configure(home);
  if (program_asks_socket(backend))
    die(100, "a backend that asks the socket who the client is would be an "
      "open relay here: give it -oMa");
  dialogue->s = session;
  if (session_immune(session) && !stop_asked() && !makes_tls())
    become(backend);
  if (!channel_open(&dialogue->client, 0, 1))
    die(111, "unable to use stdin and stdout");
  dialogue->argv = backend;
  dialogue->notes.fd = -1;
  dialogue_run(dialogue);
  connection_line_write(session, dialogue->end);
  _exit(dialogue->end == END_ERROR ? 111 : 0);
}
