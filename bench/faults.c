/* faults COMMAND [ARGS...]: runs it, and prints on stderr how many pages it
   had to be given, its children's not counted. A process that has ended but
   was not waited for yet can still be asked; Linux only. It is not forked but
   spawned, so that what fork copies is not among them. */

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

extern char **environ;

static long pages(pid_t pid)
{
  char file[64], text[1024];
  long minor, major;
  char *s;
  ssize_t r;
  snprintf(file, sizeof file, "/proc/%ld/stat", (long)pid);
  r = openreadnclose(file, text, sizeof text - 1);
  if (r < 1) strerr_diefusys(111, "read ", file);
  text[r] = 0;
  s = strrchr(text, ')');
  if (!s || sscanf(s + 1, " %*c %*d %*d %*d %*d %*d %*u %ld %*d %ld", &minor,
    &major) != 2) strerr_dief(111, "what is this in ", file);
  return minor + major;
}

int main(int argc, char const *const *argv)
{
  siginfo_t info;
  pid_t pid;
  PROG = "faults";
  if (argc < 2) strerr_dieusage(100, "faults COMMAND [ARGS...]");
  errno = posix_spawnp(&pid, argv[1], 0, 0, (char *const *)argv + 1, environ);
  if (errno) strerr_diefusys(111, "run ", argv[1]);
  if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == -1)
    strerr_diefusys(111, "wait");
  fprintf(stderr, "faults: %ld\n", pages(pid));
  return info.si_status;
}
