/* The backend. The only place that starts a process. */

#include <skalibs/nonposix.h>   /* vfork */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/env.h>
#include <skalibs/exec.h>
#include <skalibs/iopause.h>
#include <skalibs/selfpipe.h>
#include <skalibs/tai.h>
#include <skalibs/types.h>

#include "backend.h"
#include "backend_limits.h"
#include "../base/privilege.h"
#include "../base/stop.h"

extern char **environ;

/* Writes that would raise one are errors like others. */
static int const ignored[] = { SIGPIPE, SIGXFSZ };

#define DESCRIPTORS 32  /* more than we ever have of our own */
#define TLS_NAMES 40    /* bytes, of the three variables with their NULs */

#define IGNORED (sizeof ignored / sizeof *ignored)

static void (*before[IGNORED])(int);

void backend_ignore(void)
{
  unsigned int i = 0;
  for (; i < IGNORED; i++) before[i] = signal(ignored[i], SIG_IGN);
}

static void restore(void)
{
  unsigned int i = 0;
  for (; i < IGNORED; i++) signal(ignored[i], before[i]);
}

static char const *const embedded[] = { "qkarma-maildir", 0 };
static int (*embedded_run)(void);

char const *const *backend_embed(int (*run)(void))
{
  embedded_run = run;
  return embedded;
}

/* What an exec would close: ours are few, and each got the lowest number that
   was free; `highest' is one of the last. */
static void close_ours(int highest)
{
  int fd = 3, last = (highest > 0 ? highest : 0) + DESCRIPTORS;
  for (; fd < last; fd++)
  {
    int flags = fcntl(fd, F_GETFD);
    if (flags != -1 && flags & FD_CLOEXEC) close(fd);
  }
}

static void be_embedded(int highest)
{
  restore();
  stop_forget();
  close_ours(highest);
  if (!backend_limits_set()) _exit(111);
  _exit(embedded_run());
}

/* Let descriptor `to` be what `from` is, for the program that comes. */
static int place(int from, int to)
{
  return from == to ? uncoe(to) != -1 : dup2(from, to) != -1;
}

/* The child, which borrows our memory until it is the program: it only moves
   descriptors, gives up what only we have, and takes its limits. Signals are as
   we got them; those that we catch, exec resets. */
static void run(int const *fds, char const *const *argv,
  char const *const *envp)
{
  if (!place(fds[0], 0) || !place(fds[1], 1)
    || (fds[2] != -1 && !place(fds[2], NOTES_FD))
    || !privilege_drop() || !backend_limits_set()) return;
  restore();
  exec_ae(argv[0], argv, envp);
}

static pid_t spawn_embedded(int const *fds, char const *const *envp)
{
  pid_t pid = fork();
  if (pid) return pid == -1 ? 0 : pid;
  if (!place(fds[0], 0) || !place(fds[1], 1) || !place(fds[2], NOTES_FD))
    _exit(111);
  environ = (char **)envp;
  be_embedded(fds[0] > fds[1] ? fds[0] : fds[1]);
  return 0;
}

/* Not posix_spawn: musl's asks for memory and makes a pipe to learn whether
   the program could be run, for which vfork needs a variable. */
static pid_t spawn(int const *fds, char const *const *argv,
  char const *const *envp)
{
  int volatile e = 0;
  pid_t pid;
  if (argv == embedded) return spawn_embedded(fds, envp);
  pid = vfork();
  if (!pid)
  {
    run(fds, argv, envp);
    e = errno;
    _exit(127);
  }
  if (pid == -1) return 0;
  if (!e) return pid;
  wait_pid(pid, 0);
  errno = e;
  return 0;
}

/* Where its stdout goes, and where we read it: a pipe; or, for a program that
   only reads, /dev/null and nowhere. */
static int outlet(int *out, int only_reads)
{
  if (!only_reads) return pipecoe(out) != -1;
  out[0] = -1;
  out[1] = open("/dev/null", O_WRONLY | O_CLOEXEC);
  return out[1] != -1;
}

/* Our ends of its pipes. */
static int attach(struct channel *c, int in, int out)
{
  int good = channel_open(c, in == -1 ? out : in, out);
  c->in = in;
  if (in == -1) c->eof = 1;
  return good;
}

/* Its two pipes, and itself. (fd_close leaves errno alone.) */
static int start(struct backend *b, char const *const *argv,
  char const *const *envp, int notes, int only_reads)
{
  int in[2], out[2], fds[3];
  if (pipecoe(in) == -1) return 0;
  if (!outlet(out, only_reads))
  {
    fd_close(in[0]);
    fd_close(in[1]);
    return 0;
  }
  fds[0] = in[0];
  fds[1] = out[1];
  fds[2] = notes;
  b->pid = spawn(fds, argv, envp);
  fd_close(in[0]);
  fd_close(out[1]);
  if (!b->pid)
  {
    fd_close(in[1]);
    if (!only_reads) fd_close(out[0]);
    return 0;
  }
  b->started = 1;
  return attach(&b->channel, out[0], in[1]);
}

/* The UCSPI-TLS descriptors are ours: a backend with a hand on them would
   encrypt its own pipes, or the client's side behind our back. They are not
   passed on, nor are the variables that name them. */
static void keep_tls(struct text *modifs)
{
  static char const *const names[] = { "SSLCTLFD", "SSLREADFD",
    "SSLWRITEFD" };
  unsigned int i = 0, fd;
  for (; i < 3; i++)
  {
    char const *value = getenv(names[i]);
    if (!value) continue;
    text_add(modifs, names[i], strlen(names[i]) + 1);
    if (uint0_scan(value, &fd) && fd > 2) coe((int)fd);
  }
}

/* How many strings. */
static size_t modifications(struct text const *t)
{
  size_t i = 0, n = 0;
  for (; t && i < t->len; i++) n += !t->s[i];
  return n;
}

static int start_with(struct backend *b, char const *const *argv,
  struct text const *more, int notes, int only_reads)
{
  char array[TLS_NAMES + (more ? more->len : 0)];
  struct text modifs = { array, 0, sizeof array, 0 };
  size_t n = env_len((char const *const *)environ);
  char const *envp[n + modifications(more) + 4];
  keep_tls(&modifs);
  if (more) text_add(&modifs, more->s, more->len);
  return env_merge(envp, sizeof envp / sizeof *envp,
    (char const *const *)environ, n, modifs.s, modifs.len)
    && start(b, argv, envp, notes, only_reads);
}

int backend_start(struct backend *b, char const *const *argv,
  struct text const *more, int notes)
{
  return start_with(b, argv, more, notes, 0);
}

int backend_start_reader(struct backend *b, char const *const *argv)
{
  return start_with(b, argv, 0, -1, 1);
}

void backend_become(char const *const *argv)
{
  if (ndelay_off(0) == -1 || ndelay_off(1) == -1) return;
  if (argv == embedded) be_embedded(0);
  if (!privilege_drop() || !backend_limits_set()) return;
  restore();
  execvp(argv[0], (char *const *)argv);
  backend_ignore();
}

/* Everything that a child which comes to its end may still say, unless it
   said enough, and the pipe that its end is seen by. How many. */
static unsigned int gather(struct backend const *b, struct notes const *notes,
  int enough, int fd, iopause_fd *x)
{
  int const fds[3] = { fd, b->channel.eof ? -1 : b->channel.in,
    enough ? -1 : notes->fd };
  unsigned int i = 0, n = 0;
  for (; i < 3; i++)
  {
    if (fds[i] == -1) continue;
    x[n].fd = fds[i];
    x[n++].events = IOPAUSE_READ;
  }
  return n;
}

/* Read what it says now, and throw it away. How many bytes. */
static size_t hear(struct backend *b, struct notes *notes, struct session *s)
{
  channel_drain(&b->channel);
  channel_fill(&b->channel);
  return channel_len(&b->channel) + notes_read(notes, s);
}

/* Told to stop meanwhile, we have a second more at most. */
static void hurry(tain *deadline)
{
  tain soon;
  if (!stop_asked()) return;
  tain_addsec_g(&soon, 1);
  if (tain_less(&soon, deadline)) *deadline = soon;
}

/* Wait for the child's end: 1 when it has come, 0 after some seconds. A child
   that wants to say something first must not wait for us; one that never stops
   writes into a closed pipe. (Notes are not closed: others may write some.) */
static int wait_end(struct backend *b, int fd, unsigned int seconds,
  int *status, struct notes *notes, struct session *s)
{
  tain deadline;
  size_t heard = 0;
  tain_now_g();
  tain_addsec_g(&deadline, (int)seconds);
  for (;;)
  {
    iopause_fd x[3];
    int enough = heard > BACKEND_LAST;
    pid_t r = waitpid(b->pid, status, WNOHANG);
    if (r == b->pid || (r == -1 && errno != EINTR)) return 1;
    hurry(&deadline);
    if (enough) channel_close(&b->channel);
    if (!stop_poll(x, gather(b, notes, enough, fd, x), &deadline)
      || !tain_future(&deadline)) return 0;
    while (selfpipe_read() > 0) continue;
    if (!enough) heard += hear(b, notes, s);
  }
}

int backend_stop(struct backend *b, unsigned int patience,
  struct notes *notes, struct session *s)
{
  static int const signals[] = { SIGTERM, SIGKILL };
  unsigned int i = 0;
  int status = -1;
  if (!b->pid) return -1;
  channel_close_out(&b->channel);
  if (!waitpid(b->pid, &status, WNOHANG))
  {
    int fd = selfpipe_init();
    if (fd != -1 && selfpipe_trap(SIGCHLD))
      while (!wait_end(b, fd, patience, &status, notes, s) && i < 2)
        kill(b->pid, signals[i++]);
    if (fd != -1) selfpipe_finish();
  }
  channel_close(&b->channel);
  notes_read(notes, s);
  b->pid = 0;
  return status;
}
