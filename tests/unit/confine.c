/* What a confined process can still do: `confine DIRECTORY calls|writes KEEP`
   prints what is in force, and of each thing tried below DIRECTORY, or outside
   in its parent, whether it was done. `confine DIRECTORY future KEEP`: what it
   is told of calls that came later. */

#include <skalibs/nonposix.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/base/confine.h"

static int home;

static int executes(void)
{
  int status;
  pid_t pid = fork();
  if (!pid)
  {
    execl("/bin/true", "true", (char *)0);
    _exit(errno);
  }
  if (waitpid(pid, &status, 0) != pid) return 0;
  errno = WEXITSTATUS(status);
  return !status;
}

static int closed(int fd)
{
  return fd != -1 && close(fd) == 0;
}

static int makes_socket(void)
{
  return closed(socket(AF_INET, SOCK_STREAM, 0));
}

static int reads(void) { return closed(open("/etc/passwd", O_RDONLY)); }

static int makes(char const *name)
{
  return closed(openat(home, name, O_WRONLY | O_CREAT, 0600));
}

static int makes_inside(void) { return makes("made"); }
static int makes_behind_link(void) { return makes("link/made"); }
static int makes_outside(void) { return makes("../made"); }

static int links_inside(void)
{
  return linkat(home, "made", home, "below/made", 0) == 0
    && renameat(home, "made", home, "other") == 0;
}

static int removes_outside(void)
{
  return unlinkat(home, "../there", 0) == 0;
}

/* Calls that newer kernels have for what older ones are refused for; with
   arguments that no kernel takes, but says so only where there is no filter. */
static int nonsense(long r)
{
  return r == -1 && (errno == EINVAL || errno == ENOSYS);
}

static int unshares(void)
{
  return nonsense(syscall(SYS_clone, CLONE_NEWUSER | CLONE_FS | SIGCHLD, 0, 0,
    0, 0));
}

static int mounts(void)
{
#ifdef SYS_open_tree
  return nonsense(syscall(SYS_open_tree, -1, "", ~0u));
#else
  return nonsense(syscall(SYS_mount, 0, 0, 0, ~0ul, 0));
#endif
}

static int truncates_outside(void) { return truncate("../there", 0) == 0; }

static struct
{
  char const *name;
  int (*try)(void);
} const deeds[] =
{
  { "execute", &executes },
  { "make a namespace", &unshares },
  { "mount", &mounts },
  { "make a socket", &makes_socket },
  { "read outside", &reads },
  { "make inside", &makes_inside },
  { "link inside", &links_inside },
  { "make behind a link", &makes_behind_link },
  { "make outside", &makes_outside },
  { "truncate outside", &truncates_outside },
  { "remove outside", &removes_outside }
};

/* A kernel that has calls which nobody here has heard of. */
#define FUTURE 470
static int to_the_future(void)
{
  struct sock_filter f[] =
  {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FUTURE, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EDOM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
  };
  struct sock_fprog p = { sizeof f / sizeof *f, f };
  return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    && !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p);
}

/* What a libc is told when it tries the new before the old. */
static int future(unsigned int keep)
{
  static uint64_t const nothing[8];
  if (!to_the_future()) return 111;
  syscall(FUTURE);
  printf("new: %s\n", errno == EDOM ? "it is there" : strerror(errno));
  if (!confine_calls(keep)) return 111;
  syscall(FUTURE);
  printf("new, confined: %s\n", strerror(errno));
  syscall(435, nothing, 1L);
  printf("clone3, confined: %s\n", strerror(errno));
  return 0;
}

int main(int argc, char **argv)
{
  static char const *const names[] = { "link", "missing", 0 };
  unsigned int i = 0;
  int in_force;
  if (argc != 4) return 100;
  home = open(argv[1], O_RDONLY | O_DIRECTORY);
  if (home == -1 || fchdir(home) == -1) return 111;
  if (!strcmp(argv[2], "future")) return future((unsigned int)atoi(argv[3]));
  in_force = strcmp(argv[2], "calls") ? confine_writes(home, argv[1], names)
    : confine_calls((unsigned int)atoi(argv[3]));
  printf("in force: %d\n", in_force);
  for (; i < sizeof deeds / sizeof *deeds; i++)
  {
    fflush(stdout);
    printf("%s: %s\n", deeds[i].name, deeds[i].try() ? "done" : errno == EPERM
      || errno == EACCES ? "refused" : strerror(errno));
  }
  return 0;
}
