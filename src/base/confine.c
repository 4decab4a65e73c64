/* Confinement. The calls are made as they are in the kernel's manuals, for
   there are few: a static program, also with musl, needs no library for it,
   and no header that a libc may lack. The filter has a list of what is refused,
   not of what is allowed: which calls a libc makes is its own affair, and
   changes. What is newer than the list is not there, as under an older kernel:
   every libc knows what to do then. */

#include <skalibs/nonposix.h>   /* syscall, O_PATH */

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "confine.h"

#if defined __linux__

#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined __x86_64__
#define ARCH 0xc000003eu
#define FOREIGN 0x40000000u     /* calls from here on are of the x32 ABI */
#elif defined __aarch64__
#define ARCH 0xc00000b7u
#elif defined __riscv && __riscv_xlen == 64
#define ARCH 0xc00000f3u
#elif defined __i386__
#define ARCH 0x40000003u
#elif defined __arm__
#define ARCH 0x40000028u
#endif

#ifdef ARCH

/* A sanitizer looks for leaks by ptrace. */
#if defined __SANITIZE_ADDRESS__
#define SANITIZED
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/* Calls from 424 on have the same numbers everywhere; by these they are
   refused also when the headers at hand are older than the kernel. */
enum
{
  IO_URING_SETUP = 425, OPEN_TREE = 428, MOVE_MOUNT, FSOPEN, FSCONFIG, FSMOUNT,
  FSPICK, CLONE3 = 435, OPENAT2 = 437, PIDFD_GETFD, MOUNT_SETATTR = 442,
  FCHMODAT2 = 452, OPEN_TREE_ATTR = 467,
  NEWER = 470             /* Linux 6.18 has none from here on */
};

#ifdef __arm__
#define PRIVATE 0xf0000u        /* ARM's own: the cache, a thread's pointer */
#endif

static unsigned int const never[] =
{
#ifndef SANITIZED
  SYS_ptrace,
#endif
  SYS_execve, SYS_execveat, SYS_process_vm_readv, SYS_process_vm_writev,
  SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
  SYS_bpf, SYS_perf_event_open, SYS_add_key, SYS_request_key, SYS_keyctl,
  SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
  SYS_userfaultfd, SYS_open_by_handle_at, SYS_personality, SYS_swapon,
  SYS_reboot,
#ifdef SYS_kexec_file_load
  SYS_kexec_file_load,
#endif
  IO_URING_SETUP, OPEN_TREE, MOVE_MOUNT, FSOPEN, FSCONFIG, FSMOUNT, FSPICK,
  PIDFD_GETFD, MOUNT_SETATTR, OPEN_TREE_ATTR
};

static unsigned int const sockets[] =
{
  SYS_socket, SYS_connect, SYS_bind, SYS_listen
};

static unsigned int const files[] =
{
#ifdef SYS_open
  SYS_open, SYS_creat, SYS_mkdir, SYS_rmdir, SYS_unlink, SYS_rename, SYS_link,
  SYS_symlink, SYS_chmod, SYS_chown, SYS_lchown, SYS_mknod,
#endif
#ifdef SYS_chown32
  SYS_chown32, SYS_lchown32, SYS_truncate64,
#endif
#ifdef SYS_renameat
  SYS_renameat,
#endif
  SYS_openat, SYS_mkdirat, SYS_unlinkat, SYS_renameat2, SYS_linkat,
  SYS_symlinkat, SYS_fchmodat, SYS_fchownat, SYS_mknodat, SYS_truncate,
  OPENAT2, FCHMODAT2
};

#define COUNT(array) (sizeof (array) / sizeof *(array))

/* The kernel's struct sock_filter, sock_fprog, and what is used of them. */
struct instruction
{
  uint16_t code;
  uint8_t yes;            /* so many instructions are passed over if so */
  uint8_t no;
  uint32_t k;
};

struct program
{
  unsigned short len;
  struct instruction *instruction;
};

#define LOAD 0x20         /* a word of struct seccomp_data */
#define EQUAL 0x15
#define AT_LEAST 0x35
#define ANY_OF 0x45       /* of these bits */
#define RETURN 0x06
#define NUMBER 0          /* where in that the call's number is, */
#define ARCHITECTURE 4
#define ARGUMENT 16       /* and the first one's lower half */
#define ALLOW 0x7fff0000u
#define FAIL 0x00050000u
#define REFUSE (FAIL | EPERM)

#define NAMESPACES 0x7e020000u  /* CLONE_NEWNS and so on */

#define INSTRUCTIONS 300

static void add(struct program *p, uint16_t code, uint8_t no, uint32_t k)
{
  struct instruction const i = { code, 0, no, k };
  if (p->len < INSTRUCTIONS) p->instruction[p->len++] = i;
}

static void refuse(struct program *p, unsigned int const *call, size_t n)
{
  size_t i = 0;
  for (; i < n; i++)
  {
    add(p, EQUAL, 1, call[i]);
    add(p, RETURN, 0, REFUSE);
  }
}

/* To clone is how to fork, and how to unshare. What clone3 is asked for cannot
   be seen: whoever has not got it takes the other. */
static void refuse_namespaces(struct program *p)
{
  add(p, EQUAL, 1, CLONE3);
  add(p, RETURN, 0, FAIL | ENOSYS);
  add(p, EQUAL, 4, SYS_clone);
  add(p, LOAD, 0, ARGUMENT);
  add(p, ANY_OF, 1, NAMESPACES);
  add(p, RETURN, 0, REFUSE);
  add(p, LOAD, 0, NUMBER);
}

static void refuse_newer(struct program *p)
{
#ifdef PRIVATE
  add(p, AT_LEAST, 1, PRIVATE);
  add(p, RETURN, 0, ALLOW);
#endif
  add(p, AT_LEAST, 1, NEWER);
  add(p, RETURN, 0, FAIL | ENOSYS);
}

/* Calls by another architecture's numbers are refused, whatever they are. */
static void compose(struct program *p, unsigned int keep)
{
  add(p, LOAD, 0, ARCHITECTURE);
  p->instruction[p->len++] = (struct instruction){ EQUAL, 1, 0, ARCH };
  add(p, RETURN, 0, REFUSE);
  add(p, LOAD, 0, NUMBER);
#ifdef FOREIGN
  add(p, AT_LEAST, 1, FOREIGN);
  add(p, RETURN, 0, REFUSE);
#endif
  refuse(p, never, COUNT(never));
  if (!(keep & CONFINE_SOCKETS)) refuse(p, sockets, COUNT(sockets));
  if (!(keep & CONFINE_FILES)) refuse(p, files, COUNT(files));
  refuse_namespaces(p);
  refuse_newer(p);
  add(p, RETURN, 0, ALLOW);
}

#define MODE_FILTER 2

int confine_calls(unsigned int keep)
{
  struct instruction instruction[INSTRUCTIONS];
  struct program p = { 0, instruction };
  compose(&p, keep);
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    && prctl(PR_SET_SECCOMP, MODE_FILTER, &p, 0, 0) == 0;
}

#else

int confine_calls(unsigned int keep)
{
  (void)keep;
  return 0;
}

#endif

/* Landlock, as in <linux/landlock.h>. These numbers are the same everywhere. */
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define VERSION 1u        /* ask which version the kernel has */
#define PATH_BENEATH 1

#define EXECUTE 0x1u
#define WRITES 0x1ff2u    /* write to files, make and remove all kinds */
#define REFER 0x2000u     /* link and rename between directories: version 2 */
#define TRUNCATE 0x4000u  /* version 3 */

struct beneath
{
  uint64_t allowed;
  int32_t directory;
} __attribute__((packed));

/* What is not there is made below home, if it is made. */
static int allow(int ruleset, int home, char const *name, uint64_t rights)
{
  struct beneath b = { rights, openat(home, name, O_PATH | O_DIRECTORY
    | O_CLOEXEC) };
  int good;
  if (b.directory == -1) return errno == ENOENT;
  good = syscall(ADD_RULE, ruleset, PATH_BENEATH, &b, 0) == 0;
  close(b.directory);
  return good;
}

/* 0 if there is none. Under a filter that somebody has put around us, such as
   systemd's, these calls may be the end of us, and whoever did that has his own
   ideas of our files. */
static long landlock_version(void)
{
  if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) return 0;
  return syscall(CREATE_RULESET, (void *)0, (size_t)0, VERSION);
}

/* The first version knows no links between directories, without which there
   are no snapshots. */
int confine_writes(int home, char const *path, char const *const *names)
{
  long version = landlock_version();
  uint64_t const rights = WRITES | REFER | (version > 2 ? TRUNCATE : 0);
  uint64_t const handled = rights | EXECUTE;
  int ruleset, good;
  (void)path;
  if (version < 2) return 0;
  ruleset = (int)syscall(CREATE_RULESET, &handled, sizeof handled, 0u);
  if (ruleset == -1) return 0;
  good = allow(ruleset, home, ".", rights);
  for (; good && *names; names++) good = allow(ruleset, home, *names, rights);
  good = good && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    && syscall(RESTRICT_SELF, ruleset, 0u) == 0;
  close(ruleset);
  return good;
}

#elif defined __OpenBSD__

int confine_calls(unsigned int keep)
{
  return pledge(keep & CONFINE_SOCKETS
    ? "stdio rpath wpath cpath fattr flock inet unix dns"
    : keep & CONFINE_FILES ? "stdio rpath wpath cpath fattr flock"
    : "stdio inet unix recvfd proc", 0) == 0;
}

int confine_writes(int home, char const *path, char const *const *names)
{
  (void)home;
  (void)names;
  return unveil("/", "r") == 0 && unveil(path, "rwc") == 0
    && unveil(0, 0) == 0;
}

#else

int confine_calls(unsigned int keep)
{
  (void)keep;
  return 0;
}

int confine_writes(int home, char const *path, char const *const *names)
{
  (void)home;
  (void)path;
  (void)names;
  return 0;
}

#endif
