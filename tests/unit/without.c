/* without COMMAND: runs it under a kernel that knows neither seccomp nor
   Landlock, as far as it can tell. */

#include <skalibs/nonposix.h>

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define NUMBER offsetof(struct seccomp_data, nr)
#define FIRST offsetof(struct seccomp_data, args[0])

int main(int argc, char **argv)
{
  struct sock_filter f[] =
  {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, NUMBER),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 444, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, FIRST),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
  };
  struct sock_fprog p = { sizeof f / sizeof *f, f };
  if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p)) return 111;
  execvp(argv[1], argv + 1);
  return 127;
}
