/* The operator's editor, as system() would run it; but that leaves SIGTERM and
   SIGHUP to end us, and the editor then runs on alone. */

#include <signal.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/types.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/sig.h>

#include "editor.h"

#define VARIABLE "QKARMA_EDIT"
#define COMMAND "exec ${VISUAL:-${EDITOR:-vi}} \"$" VARIABLE "\""
#define NOT_FOUND 127

extern char **environ;

static volatile sig_atomic_t stopped;   /* the signal that came, or 0 */
static volatile sig_atomic_t editor;    /* the process, or 0 */

static void stop(int signal)
{
  stopped = signal;
  if (editor) kill((pid_t)editor, signal);
}

static void pass(int signal)
{
  (void)signal;
}

/* Without SA_RESTART: a wait ends with EINTR. */
static void trap(int signal, void (*with)(int))
{
  struct sigaction sa = { .sa_handler = with }, before;
  if (!sigaction(signal, &sa, &before) && before.sa_handler == SIG_IGN)
    sig_ignore(signal);
}

void editor_trap(void)
{
  trap(SIGTERM, stop);
  trap(SIGHUP, stop);
  trap(SIGINT, pass);
  trap(SIGQUIT, pass);
}

int editor_stopped(void)
{
  return stopped != 0;
}

/* The signals are let through by the wait alone: one that comes just before it
   ends it, too. */
int editor_input(void)
{
  static int const signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
  sigset_t ours, before;
  fd_set in;
  unsigned int i = 0;
  int r;
  sigemptyset(&ours);
  for (; i < sizeof signals / sizeof *signals; i++)
    sigaddset(&ours, signals[i]);
  FD_ZERO(&in);
  FD_SET(0, &in);
  sigprocmask(SIG_BLOCK, &ours, &before);
  r = stopped ? -1 : pselect(1, &in, 0, 0, 0, &before);
  sigprocmask(SIG_SETMASK, &before, 0);
  return r == 1;
}

/* What is caught by a handler has its default again behind exec. */
static void become_editor(void)
{
  char const *const argv[] = { "sh", "-c", COMMAND, 0 };
  sig_restore(SIGXFSZ);
  execve("/bin/sh", (char *const *)argv, environ);
  _exit(NOT_FOUND);
}

int editor_run(char const *path)
{
  pid_t pid;
  int status;
  if (setenv(VARIABLE, path, 1) == -1) return -1;
  pid = fork();
  if (pid == -1) return -1;
  if (!pid) become_editor();
  editor = (sig_atomic_t)pid;
  if (stopped) kill(pid, stopped);
  if (wait_pid(pid, &status) == -1) return -1;
  editor = 0;
  return status == 0;
}
