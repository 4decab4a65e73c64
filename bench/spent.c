/* The kernel adds up what a process and those of its children cost that it
   waited for. A server that is killed leaves some that nobody waits for, so
   orphans are adopted; and it does not outlive us (by calls that only Linux
   has). */

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "spent.h"

static struct timespec began;

int spent_fork(void)
{
  pid_t pid;
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == -1)
    strerr_diefusys(111, "adopt orphans");
  if (!began.tv_sec) clock_gettime(CLOCK_MONOTONIC, &began);
  pid = fork();
  if (pid == -1) strerr_diefusys(111, "fork");
  if (!pid)
  {
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
    setpgid(0, 0);
  }
  return (int)pid;
}

int spent_begin(char const *const *argv, int out)
{
  int pid = spent_fork();
  if (pid) return pid;
  if (fd_copy(1, out) == -1) strerr_diefusys(111, "use stdout");
  execvp(argv[0], (char *const *)argv);
  strerr_diefusys(111, "run ", argv[0]);
}

static double microseconds(struct timeval const *tv)
{
  return (double)tv->tv_sec * 1e6 + (double)tv->tv_usec;
}

/* Wait for all; did `pid` fail? */
static int wait_all(int pid)
{
  int status, failed = 0;
  pid_t r;
  while ((r = wait(&status)) > 0)
    if (r == pid) failed = WIFEXITED(status) && WEXITSTATUS(status);
  return failed;
}

void spent_wait(void)
{
  wait_all(0);
}

int spent_end(int pid, unsigned int count)
{
  struct timespec now;
  struct rusage u;
  double cpu, wall;
  int failed = wait_all(pid);
  clock_gettime(CLOCK_MONOTONIC, &now);
  getrusage(RUSAGE_CHILDREN, &u);
  cpu = microseconds(&u.ru_utime) + microseconds(&u.ru_stime);
  wall = (double)(now.tv_sec - began.tv_sec) * 1e6
    + (double)(now.tv_nsec - began.tv_nsec) / 1e3;
  printf("%.1f %.1f %ld %ld\n", cpu / count, wall / count, u.ru_maxrss,
    u.ru_oublock / 2);
  return failed;
}
