/* The rules. The file stays open and mapped; a look-up costs one stat more than
   the look-ups themselves. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cdb.h>
#include <skalibs/stralloc.h>

#include "rules.h"
#include "variables.h"
#include "../checks/ruleset.h"
#include "../smtp/balancer.h"

static struct
{
  char const *file;
  int optional;
  int open;
  struct cdb cdb;
  struct stat is;
  stralloc found;           /* the rule that was found last: a copy, for it
                               becomes the environment of a conversation, and
                               the file may be written over meanwhile */
} rules;

void rules_use(char const *file, int optional)
{
  rules.file = file;
  rules.optional = optional;
}

static int same(struct stat const *a, struct stat const *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino
    && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec
    && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void forget(void)
{
  if (rules.open) cdb_free(&rules.cdb);
  rules.open = 0;
}

/* 1; -1 (errno). libcdb maps it: the descriptor is not needed any more. */
static int map(void)
{
  int fd = open(rules.file, O_RDONLY | O_CLOEXEC), r, e;
  if (fd == -1) return -1;
  r = fstat(fd, &rules.is) == -1 ? -1 : cdb_init(&rules.cdb, fd);
  e = errno;
  close(fd);
  errno = e;
  rules.open = r == 0;
  return r == 0 ? 1 : -1;
}

/* 1; 0 there is none, and need not be; -1 (errno). */
static int ready(void)
{
  struct stat now;
  if (stat(rules.file, &now) == -1)
  {
    int e = errno;
    forget();
    errno = e;
    return e == ENOENT && rules.optional ? 0 : -1;
  }
  if (rules.open && same(&now, &rules.is)) return 1;
  forget();
  return map();
}

static int look_up(char const *key, size_t n)
{
  char const *data;
  int r = cdb_find(&rules.cdb, key, (unsigned int)n);
  if (r != 1) return r;
  data = cdb_getdata(&rules.cdb);
  return data && stralloc_copyb(&rules.found, data, cdb_datalen(&rules.cdb))
    ? 1 : -1;
}

/* The address, then what of it ends in a dot, from long to short, and then what
   holds for all. (A colon is to IPv6 what the dot is, as in the tcpserver that
   knows IPv6.) */
static int search(char const *ip, size_t n)
{
  int r = look_up(ip, n);
  for (; !r && n; n--)
    if (ip[n - 1] == '.' || ip[n - 1] == ':') r = look_up(ip, n);
  return r ? r : look_up("", 0);
}

/* The rule's instruction behind this one, or behind a part of it; 0: its first.
   0 there is none. */
static char const *next(char const *s)
{
  char const *end;
  if (!rules.found.len) return 0;
  end = rules.found.s + rules.found.len;
  s = s ? s + strlen(s) + 1 : rules.found.s;
  return s < end && memchr(s, 0, (size_t)(end - s)) ? s : 0;
}

static int denied(void)
{
  char const *s = 0;
  while ((s = next(s)) != 0) if (*s == 'D') return 1;
  return 0;
}

int rules_find(struct address const *client)
{
  char ip[ADDRESS_FMT];
  int r;
  rules.found.len = 0;
  if (!rules.file) return RULES_ALLOW;
  r = ready();
  if (r == 1) r = search(ip, address_fmt(ip, client));
  if (r == -1) return RULES_BROKEN;
  return denied() ? RULES_DENY : RULES_ALLOW;
}

char const *rules_variable(char const *before)
{
  char const *s = before;
  while ((s = next(s)) != 0) if (*s == '+' && strchr(s, '=')) return s + 1;
  return 0;
}

int rules_matter(void)
{
  char const *s = 0;
  while ((s = rules_variable(s)) != 0)
    if (ruleset_reads(s)) return 1;
  return 0;
}

int rules_forward(void)
{
  static char const name[] = BALANCER_VARIABLE "=";
  char const *s = 0;
  if (getenv(BALANCER_VARIABLE)) return 1;
  while ((s = rules_variable(s)) != 0)
    if (!strncmp(s, name, sizeof name - 1)) return 1;
  return 0;
}

/* The variable in which client_variable finds it, whatever its protocol. */
static int says_remote(char const *s)
{
  static char const end[] = "REMOTEIP";
  size_t n = strcspn(s, "="), len = sizeof end - 1;
  return n >= len && !memcmp(s + n - len, end, len);
}

int rules_rename(void)
{
  char const *s = 0;
  while ((s = rules_variable(s)) != 0)
    if (says_remote(s)) return 1;
  return rules_forward();
}

int rules_apply(void)
{
  char const *s = 0;
  while ((s = rules_variable(s)) != 0)
    if (!variables_add(s)) return 0;
  return 1;
}
