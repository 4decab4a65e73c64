/* A look at the backend. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/env.h>
#include <skalibs/sig.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "probe.h"
#include "../../config/program.h"
#include "../../session/channel.h"

#define DIALOGUE 30000          /* milliseconds for all that is said */
#define END 10000               /* and for its end after QUIT */
#define STRANGER "192.0.2.1"    /* RFC 5737: nobody's */
#define ADDED 16                /* variables at most that differ */
#define ELSEWHERE "nobody@qkarma-check.invalid"

extern char **environ;

static struct channel channel;
static struct timespec begun;

/* Milliseconds of the dialogue that are left. */
static unsigned int left(void)
{
  struct timespec t;
  int64_t gone;
  clock_gettime(CLOCK_MONOTONIC, &t);
  gone = (t.tv_sec - begun.tv_sec) * (int64_t)1000
    + (t.tv_nsec - begun.tv_nsec) / 1000000;
  return gone < DIALOGUE ? (unsigned int)(DIALOGUE - gone) : 0;
}

/* One whole line, or 0. */
static size_t line(void)
{
  while (!channel_line(&channel))
    if (!channel_wait(&channel, left()) || channel_fill(&channel) != 1)
      return 0;
  return left() ? channel_line(&channel) : 0;
}

/* 1 if the line of an EHLO reply offers this. */
static int offers(char const *s, size_t n, char const *keyword)
{
  size_t len = strlen(keyword);
  return n > 4 + len && !strncasecmp(s + 4, keyword, len)
    && strchr(" =\r\n", s[4 + len]) != 0;
}

/* Read a reply, and what its lines offer. 1 if its code begins with 2. */
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
    if (o) o->auth |= offers(s, n, "AUTH");
    if (o) o->starttls |= offers(s, n, "STARTTLS");
    channel_take(&channel, n);
  }
  return code == '2';
}

static int log_line(char const *command)
{
  return channel_put(&channel, command, strlen(command))
    && channel_flush(&channel) && reply(0);
}

/* What went wrong, or 0. */
static char const *dialogue(struct offer *o)
{
  static char const ehlo[] = "EHLO localhost\r\n";
  char const *wrong = 0;
  if (!reply(0)) return "no greeting comes from it";
  if (!channel_put(&channel, ehlo, sizeof ehlo - 1)
    || !channel_flush(&channel) || !reply(o)) return "it knows no EHLO";
  o->known = 1;
  if (log_line("MAIL FROM:<>\r\n") && log_line("RCPT TO:<" ELSEWHERE ">\r\n"))
    wrong = "it takes mail for any domain from a stranger, and would be an"
      " open relay";
  log_line("RSET\r\n");
  log_line("QUIT\r\n");
  return wrong;
}

/* Start it for a connection from the stranger. 0 on failure (errno). */
static pid_t start(char const *const *argv, int *fds)
{
  static char const *const less[] = { "RELAYCLIENT", "WHITELISTCLIENT",
    "WHITELISTHOST", "RBLSMTPD", "TCPREMOTEHOST", "TCPREMOTEINFO" };
  stralloc modifs = STRALLOC_ZERO;
  size_t n = env_len((char const *const *)environ), i = 0;
  char const *envp[n + ADDED];
  int good = env_addmodif(&modifs, "PROTO", "TCP")
    && env_addmodif(&modifs, "TCPREMOTEIP", STRANGER)
    && env_addmodif(&modifs, "TCPREMOTEPORT", "1");
  for (; i < sizeof less / sizeof *less; i++)
    good = good && env_addmodif(&modifs, less[i], 0);
  if (!env_get2((char const *const *)environ, "TCPLOCALIP"))
    good = good && env_addmodif(&modifs, "TCPLOCALIP", "127.0.0.1");
  if (!env_get2((char const *const *)environ, "TCPLOCALPORT"))
    good = good && env_addmodif(&modifs, "TCPLOCALPORT", "25");
  if (!good || !env_merge(envp, n + ADDED, (char const *const *)environ, n,
    modifs.s, modifs.len)) return 0;
  return child_spawn2(argv[0], argv, envp, fds);
}

/* The same without a stderr. */
static pid_t start_quiet(char const *const *argv, int *fds)
{
  int e, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  int err = fcntl(2, F_DUPFD_CLOEXEC, 3);
  pid_t pid = 0;
  if (null == -1 || err == -1) return 0;
  if (dup2(null, 2) != -1) pid = start(argv, fds);
  e = errno;
  dup2(err, 2);
  close(err);
  close(null);
  errno = e;
  return pid;
}

/* It has some seconds to come to its end. */
static void end(pid_t pid)
{
  struct timespec const pause = { 0, 100000000 };
  unsigned int tries = END / 100;
  int status;
  while (tries && waitpid(pid, &status, WNOHANG) == 0)
  {
    nanosleep(&pause, 0);
    tries--;
  }
  if (tries) return;
  kill(pid, SIGKILL);
  wait_pid(pid, &status);
}

void probe_find(struct findings *f, char const *const *argv, int quiet,
  struct offer *o)
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
  clock_gettime(CLOCK_MONOTONIC, &begun);
  sig_restore(SIGXFSZ);
  pid = (quiet ? start_quiet : start)(argv, fds);
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
  if (!o->known) kill(pid, SIGTERM);
  end(pid);
}
