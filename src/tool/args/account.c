/* Users and groups by name. getpwnam is not for us: a static program with
   glibc would load shared libraries for it, of the one glibc version that it
   was built with. getent(1) belongs to the system and knows LDAP as well. */

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/types.h>

#include "account.h"
#include "../../base/scan.h"

#define ACCOUNT_LINE 4096     /* a group's members come behind its number */
#define ACCOUNT_MAX 4294967294U     /* one less: (uid_t)-1 is nobody at all */
#define GETENT_NONE 2         /* its exit code for `no such entry` */

extern char **environ;

/* The number behind so many colons of `name:x:1000:1001:...`. */
static int number(uint32_t *id, unsigned int field, char const *s, size_t n)
{
  unsigned int colons = 0;
  size_t i = 0;
  uint64_t u;
  while (i < n && colons < field) colons += s[i++] == ':';
  if (colons < field || !scan_decimal(s + i, n - i, &u, ACCOUNT_MAX))
    return errno = EPROTO, -1;
  *id = (uint32_t)u;
  return 1;
}

/* The line about this name: 1 and its first *n bytes; 0 there is none; -1. */
static int ask(char *line, size_t *n, char const *database, char const *name)
{
  char const *argv[4] = { "getent", database, name, 0 };
  int fd, status;
  pid_t pid = child_spawn1_pipe(argv[0], argv, (char const *const *)environ,
    &fd, 1);
  if (!pid) return -1;
  ndelay_off(fd);
  *n = allread(fd, line, ACCOUNT_LINE);
  close(fd);
  if (wait_pid(pid, &status) == -1) return -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) == GETENT_NONE) return 0;
  return 1;
}

int account_find(uint32_t *id, char const *database, char const *name)
{
  char line[ACCOUNT_LINE];
  size_t n = strlen(name);
  uint64_t u;
  int r;
  if (!n || *name == '-') return 0;    /* getent takes it for an option */
  if (scan_decimal(name, n, &u, ACCOUNT_MAX) == n)
  {
    *id = (uint32_t)u;
    return 1;
  }
  /* Of a number that is too large getent takes the lower bits: 0 is root. */
  if (strspn(name, "0123456789") == n) return 0;
  r = ask(line, &n, database, name);
  return r == 1 ? number(id, 2, line, n) : r;
}

int account_group(uint32_t *gid, char const *user)
{
  char line[ACCOUNT_LINE];
  size_t n;
  int r = ask(line, &n, "passwd", user);
  return r == 1 ? number(gid, 3, line, n) : r;
}

/* Members are behind the last colon, with commas between them. */
int account_member(uint32_t gid, char const *user)
{
  char line[ACCOUNT_LINE], group[UINT32_FMT];
  size_t n, i, len = strlen(user);
  int r;
  group[uint32_fmt(group, gid)] = 0;
  r = ask(line, &n, "group", group);
  if (r != 1) return r;
  for (i = n; i > len; i--)
  {
    char const *s = line + i - len;
    if (!memcmp(s, user, len) && strchr(":,", s[-1])
      && (i == n || strchr(",\n", line[i]))) return 1;
    if (s[-1] == ':') return 0;
  }
  return 0;
}

int account_name(char *name, size_t max, uint32_t uid)
{
  char line[ACCOUNT_LINE], number[UINT32_FMT];
  char const *colon;
  size_t n, len;
  int r;
  number[uint32_fmt(number, uid)] = 0;
  r = ask(line, &n, "passwd", number);
  if (r != 1) return r;
  colon = memchr(line, ':', n);
  len = colon ? (size_t)(colon - line) : 0;
  if (!len || len >= max) return errno = EPROTO, -1;
  memcpy(name, line, len);
  name[len] = 0;
  return 1;
}
