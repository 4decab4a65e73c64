/* See tree.h. The time of a living process is read from its own clock, to the
   nanosecond; that of its ended children is known to /proc in ticks of a
   hundredth of a second, which is why it takes many connections. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "tree.h"

#define MANY 8192             /* processes of this machine */
#define IDLE 1000             /* microseconds in half a second: it rests */

struct process
{
  int pid;
  int parent;
  double children;            /* microseconds, of those it has waited for */
  int ours;
};

static struct process all[MANY];
static size_t n;

/* What stands behind the name, which may have blanks and parentheses. */
static int scan(struct process *p, char const *pid)
{
  char file[64], text[1024];
  long user, system;
  char *s;
  ssize_t r;
  snprintf(file, sizeof file, "/proc/%s/stat", pid);
  r = openreadnclose(file, text, sizeof text - 1);
  if (r < 1) return 0;
  text[r] = 0;
  s = strrchr(text, ')');
  if (!s || sscanf(s + 1, " %*c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s"
    " %*s %ld %ld", &p->parent, &user, &system) != 3) return 0;
  p->pid = atoi(pid);
  p->children = (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
  p->ours = 0;
  return 1;
}

static void scan_all(void)
{
  DIR *dir = opendir("/proc");
  struct dirent const *d;
  if (!dir) strerr_diefusys(111, "read /proc");
  n = 0;
  while (n < MANY && (d = readdir(dir)))
    if (*d->d_name >= '1' && *d->d_name <= '9' && scan(&all[n], d->d_name))
      n++;
  closedir(dir);
}

/* A child may stand before its parent: until nothing changes. */
static void mark(int root)
{
  size_t i, j;
  int more = 1;
  for (i = 0; i < n; i++) all[i].ours = all[i].pid == root;
  while (more)
    for (more = 0, i = 0; i < n; i++)
      for (j = 0; j < n && !all[i].ours; j++)
        if (all[j].ours && all[j].pid == all[i].parent)
          more = all[i].ours = 1;
}

double tree_spent(int root)
{
  double sum = 0;
  size_t i;
  scan_all();
  mark(root);
  for (i = 0; i < n; i++)
  {
    clockid_t clock;
    struct timespec t;
    if (!all[i].ours) continue;
    sum += all[i].children;
    if (!clock_getcpuclockid(all[i].pid, &clock)
      && clock_gettime(clock, &t) != -1)
      sum += (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
  }
  return sum;
}

double tree_rested(int root)
{
  struct timespec const half = { .tv_nsec = 500000000 };
  double now = tree_spent(root), before = 0;
  unsigned int i = 0;
  for (; i < 20 && now - before > IDLE; i++)
  {
    before = now;
    nanosleep(&half, 0);
    now = tree_spent(root);
  }
  return now;
}
