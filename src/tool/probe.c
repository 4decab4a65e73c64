/* A look at the backend. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>

#include <skalibs/bytestr.h>
#include <skalibs/djbunix.h>
#include <skalibs/sig.h>
#include <skalibs/strerr.h>

#include "probe.h"
#include "../config/program.h"
#include "../session/channel.h"

#define PATIENCE 10000    /* milliseconds for a reply's line */

extern char **environ;

static struct channel channel;

/* One whole line, or 0. */
static size_t line(void)
{
  while (!channel_line(&channel))
    if (!channel_wait(&channel, PATIENCE) || channel_fill(&channel) != 1)
      return 0;
  return channel_line(&channel);
}

/* Read a reply; look for AUTH in its lines. 1 if its code begins with 2. */
static int reply(struct offer *o)
{
  char code = 0, more = '-';
  while (more == '-')
  {
    size_t n = line();
    char const *s = channel_data(&channel);
    if (n < 5) return 0;
    code = s[0];
    more = s[3];
    if (o && n > 8 && !strncasecmp(s + 4, "AUTH", 4)
      && (s[8] == ' ' || s[8] == '=')) o->auth = 1;
    channel_take(&channel, n);
  }
  return code == '2';
}

static int say(char const *command)
{
  return channel_put(&channel, command, strlen(command))
    && channel_flush(&channel);
}

/* What went wrong, or 0. */
static char const *dialogue(struct offer *o)
{
  if (!reply(0)) return "no greeting comes from it";
  if (!say("EHLO localhost\r\n") || !reply(o)) return "it knows no EHLO";
  say("QUIT\r\n");
  reply(0);
  return 0;
}

/* The connection that it is started for. */
static void environment(void)
{
  if (setenv("PROTO", "TCP", 1) == -1
    || setenv("TCPREMOTEIP", "127.0.0.1", 1) == -1
    || setenv("TCPREMOTEPORT", "1", 1) == -1
    || setenv("TCPLOCALIP", "127.0.0.1", 0) == -1
    || setenv("TCPLOCALPORT", "25", 0) == -1)
    strerr_diefusys(111, "change the environment");
}

/* After QUIT it has some seconds to come to its end. */
static void end(pid_t pid)
{
  struct timespec const pause = { 0, 100000000 };
  unsigned int tries = PATIENCE / 100;
  int status;
  while (tries-- && waitpid(pid, &status, WNOHANG) == 0) nanosleep(&pause, 0);
  if (tries + 1) return;
  kill(pid, SIGKILL);
  wait_pid(pid, &status);
}

void probe_find(struct findings *f, char const *const *argv, struct offer *o)
{
  char const *wrong;
  int fds[2] = { 0, 1 };
  pid_t pid;
  if (program_asks_socket(argv))
  {
    finding(f, FINDING_ERROR, argv[0], "it asks the socket who the client is"
      " and would be an open relay: give it -oMa");
    return;
  }
  environment();
  sig_restore(SIGXFSZ);
  pid = child_spawn2(argv[0], argv, (char const *const *)environ, fds);
  sig_ignore(SIGXFSZ);
  if (!pid || !channel_open(&channel, fds[0], fds[1]))
  {
    finding(f, FINDING_ERROR, argv[0], strerror(errno));
    return;
  }
  sig_ignore(SIGPIPE);
  wrong = dialogue(o);
  if (wrong) finding(f, FINDING_ERROR, argv[0], wrong);
  channel_close(&channel);
  if (wrong) kill(pid, SIGTERM);
  end(pid);
}
