/* A trial session with the backend. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
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

static int says(char const *command)
{
  return channel_put(&channel, command, strlen(command))
    && channel_flush(&channel) && reply(0);
}

/* What went wrong, or 0. */
static char const *dialogue(struct offer *o)
{
  static char const ehlo[] = "EHLO localhost\r\n";
  char const *wrong = 0;
  if (!reply(0)) return "it sends no greeting";
  if (!channel_put(&channel, ehlo, sizeof ehlo - 1)
    || !channel_flush(&channel) || !reply(o)) return "it does not accept EHLO";
  o->known = 1;
  if (says("MAIL FROM:<>\r\n") && says("RCPT TO:<" ELSEWHERE ">\r\n"))
    wrong = "it takes mail for any domain from a stranger, and would be an"
      " open relay";
  says("RSET\r\n");
  says("QUIT\r\n");
  return wrong;
}

/* The environment of a connection from the stranger, in room for n + ADDED
   pointers where ours has n. 1; 0 (errno). */
static int environment(char const **envp, size_t n)
{
  static char const *const withheld[] = { "RELAYCLIENT", "WHITELISTCLIENT",
    "WHITELISTHOST", "RBLSMTPD", "TCPREMOTEHOST", "TCPREMOTEINFO" };
  stralloc modifs = STRALLOC_ZERO;
  size_t i = 0;
  int good = env_addmodif(&modifs, "PROTO", "TCP")
    && env_addmodif(&modifs, "TCPREMOTEIP", STRANGER)
    && env_addmodif(&modifs, "TCPREMOTEPORT", "1");
  for (; i < sizeof withheld / sizeof *withheld; i++)
    good = good && env_addmodif(&modifs, withheld[i], 0);
  if (!env_get2((char const *const *)environ, "TCPLOCALIP"))
    good = good && env_addmodif(&modifs, "TCPLOCALIP", "127.0.0.1");
  if (!env_get2((char const *const *)environ, "TCPLOCALPORT"))
    good = good && env_addmodif(&modifs, "TCPLOCALPORT", "25");
  return good && env_merge(envp, n + ADDED, (char const *const *)environ, n,
    modifs.s, modifs.len) != 0;
}

/* With these descriptors, stderr ours or none, SIGXFSZ as it is by default,
   and in a process group of its own. 0, or errno. */
static int spawn(pid_t *pid, char const *const *argv, char const *const *envp,
  int in, int out, int quiet)
{
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t signals;
  int e;
  sigemptyset(&signals);
  sigaddset(&signals, SIGXFSZ);
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  e = posix_spawn_file_actions_adddup2(&files, in, 0);
  if (!e) e = posix_spawn_file_actions_adddup2(&files, out, 1);
  if (!e && quiet) e = posix_spawn_file_actions_addopen(&files, 2, "/dev/null",
    O_WRONLY, 0);
  if (!e) e = posix_spawnattr_setpgroup(&attributes, 0);
  if (!e) e = posix_spawnattr_setsigdefault(&attributes, &signals);
  if (!e) e = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP
    | POSIX_SPAWN_SETSIGDEF);
  if (!e) e = posix_spawnp(pid, argv[0], &files, &attributes,
    (char *const *)argv, (char *const *)envp);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return e;
}

/* Start it for a connection from the stranger; fds become our ends of its
   pipes. 1; 0 on failure (errno). */
static int start(pid_t *pid, char const *const *argv, int *fds, int quiet)
{
  size_t n = env_len((char const *const *)environ);
  char const *envp[n + ADDED];
  int in[2], out[2], e;
  if (!environment(envp, n) || pipecoe(in) == -1) return 0;
  if (pipecoe(out) == -1)
  {
    fd_close(in[0]);
    fd_close(in[1]);
    return 0;
  }
  e = spawn(pid, argv, envp, in[0], out[1], quiet);
  fd_close(in[0]);
  fd_close(out[1]);
  fds[0] = out[0];
  fds[1] = in[1];
  return errno = e, !e;
}

static volatile sig_atomic_t backend;   /* its process group, or 0 */

/* What ends us ends it too: the terminal tells our group only. */
static void cut_off(int signal)
{
  if (backend) kill(-(pid_t)backend, SIGKILL);
  sig_restore(signal);
  raise(signal);
}

static void watch(pid_t pid)
{
  static int const signals[] = { SIGTERM, SIGHUP, SIGINT };
  struct sigaction sa = { .sa_handler = cut_off }, before;
  unsigned int i = 0;
  backend = (sig_atomic_t)pid;
  for (; i < sizeof signals / sizeof *signals; i++)
    if (!sigaction(signals[i], &sa, &before) && before.sa_handler == SIG_IGN)
      sig_ignore(signals[i]);
}

/* Wait some seconds for its end. One that did not answer, or takes longer, is
   killed with its process group, and only then waited for: until that is done
   no other group can have its number. */
static void end(pid_t pid, int good)
{
  struct timespec const pause = { 0, 100000000 };
  unsigned int tries = END / 100;
  siginfo_t ended = { 0 };
  int status;
  if (!good) kill(-pid, SIGTERM);
  while (tries && waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT)
    == 0 && !ended.si_pid)
  {
    nanosleep(&pause, 0);
    tries--;
  }
  if (!good || !tries) kill(-pid, SIGKILL);
  backend = 0;
  wait_pid(pid, &status);
}

void probe_find(struct findings *f, char const *const *argv, int quiet,
  struct offer *o)
{
  char const *wrong;
  int fds[2];
  pid_t pid;
  if (program_asks_socket(argv))
  {
    finding(f, FINDING_ERROR, argv[0], "it asks the socket who the client is"
      " and would be an open relay: give it -oMa");
    return;
  }
  clock_gettime(CLOCK_MONOTONIC, &begun);
  if (!start(&pid, argv, fds, quiet) || !channel_open(&channel, fds[0], fds[1]))
  {
    finding(f, FINDING_ERROR, argv[0], strerror(errno));
    return;
  }
  watch(pid);
  sig_ignore(SIGPIPE);
  wrong = dialogue(o);
  if (wrong) finding(f, FINDING_ERROR, argv[0], wrong);
  channel_close(&channel);
  end(pid, o->known);
}
