/* The rules of tcprules(1), under qkarma-server: whatever the file holds, what
   is found in it ends, and lies in it; and in a file that is sound, whatever
   its rules are made of, the answer and the environment are tcpserver's. */

#include <skalibs/nonposix.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>

#include <cdb.h>

#include "fuzz.h"
#include "../../src/server/rules.h"
#include "../../src/server/variables.h"

#define FILE_NAME "rules"
#define KEYS 8
#define ROOM 256    /* variables of a rule: one more is too many */
#define MAX 1600

extern char **environ;

/* The clients that ask, and where tcpserver looks for them, in its order. */
static struct
{
  char const *ip;
  char const *keys[7];
} const clients[] =
{
  { "192.0.2.7", { "192.0.2.7", "192.0.2.", "192.0.", "192.", "" } },
  { "192.0.22.7", { "192.0.22.7", "192.0.22.", "192.0.", "192.", "" } },
  { "10.1.2.3", { "10.1.2.3", "10.1.2.", "10.1.", "10.", "" } },
  { "2001:db8::7", { "2001:db8::7", "2001:db8::", "2001:db8:", "2001:", "" } }
};

static char const *const keys[KEYS] = { "", "192.0.2.7", "192.0.2.", "192.0.",
  "192.", "10.", "2001:db8::7", "2001:" };

/* What a file was made of: the first value of a key is the one. */
static struct bytes rule[KEYS];
static int there[KEYS];

/* Its descriptor. */
static int make(struct bytes b)
{
  struct cdb_make m;
  int fd = fuzz_file(FILE_NAME, "", 0);
  memset(there, 0, sizeof there);
  if (cdb_make_start(&m, fd) == -1) fuzz_system("cdb_make_start");
  while (b.n)
  {
    unsigned int i = bytes_number(&b) % KEYS, n = bytes_number(&b);
    struct bytes value = bytes_part(&b, n | (n & 1 ? bytes_number(&b) << 8
      : 0));
    if (cdb_make_add(&m, keys[i], (unsigned int)strlen(keys[i]), value.s,
      (unsigned int)value.n) == -1) fuzz_system("cdb_make_add");
    if (!there[i]) rule[i] = value;
    there[i] = 1;
  }
  if (cdb_make_finish(&m) == -1) fuzz_system("cdb_make_finish");
  return fd;
}

/* The file with bytes changed, or cut, or only bytes. */
static void damage(struct bytes b)
{
  static char all[65536];
  unsigned int how = bytes_number(&b);
  int fd = make(bytes_part(&b, b.n / 2));
  size_t n, at;
  if (lseek(fd, 0, SEEK_SET)) fuzz_system("lseek");
  n = fd_read(fd, all, sizeof all);
  close(fd);
  if (how & 1) n = n * (how >> 1) / 128;
  while (n && b.n)
  {
    at = bytes_number(&b) << 8;
    at = (at | bytes_number(&b)) % n;
    all[at] = (char)bytes_number(&b);
  }
  close(fuzz_file(FILE_NAME, all, n));
}

static struct bytes const *wanted(char const *const *k)
{
  unsigned int i;
  for (;; k++)
  {
    for (i = 0; i < KEYS; i++)
      if (there[i] && !strcmp(keys[i], *k)) return &rule[i];
    if (!**k) return 0;
  }
}

/* As found() of tcpserver.c does it: instructions end in a NUL, a letter says
   what each is. 1 if it lets the client in; the last value of a name counts. */
static int tcpserver(char *vars[], size_t *n, struct bytes const *r)
{
  struct bytes b = { r ? r->s : 0, r ? r->n : 0 };
  char const *nul;
  int allow = 1;
  *n = 0;
  while (b.n && (nul = memchr(b.s, 0, b.n)) != 0)
  {
    if (*b.s == 'D') allow = 0;
    if (*b.s == '+' && strchr(b.s, '=')) vars[(*n)++] = (char *)b.s + 1;
    b.n -= (size_t)(nul - b.s) + 1;
    b.s = nul + 1;
  }
  return allow;
}

static int same_name(char const *a, char const *b)
{
  size_t n = strcspn(a, "=");
  return !strncmp(a, b, n + 1);
}

/* Each of these (of many, some) has the last value that it was given, and is
   there once. */
static void environment(char *vars[], size_t n)
{
  size_t i = 0, k;
  for (; i < n; i += 1 + n / 16)
  {
    unsigned int times = 0;
    size_t last = i;
    char **e = environ;
    for (k = i; k < n; k++) if (same_name(vars[i], vars[k])) last = k;
    for (; *e; e++) if (same_name(vars[i], *e))
    {
      times++;
      MUST(!strcmp(*e, vars[last]));
    }
    MUST(times == 1);
  }
}

/* What a rule has set for another client is gone. */
static void client_of(struct variables_ends const *ends)
{
  static char **before;
  size_t i = 0, n = 0;
  variables_client(ends, 1);
  while (environ[n] && strncmp(environ[n], "PROTO=", 6)) n++;
  if (!before)
  {
    before = malloc(n * sizeof *before);
    if (!before) fuzz_system("malloc");
    memcpy(before, environ, n * sizeof *before);
  }
  for (; i < n; i++) MUST(environ[i] == before[i]);
}

static void sound(struct variables_ends const *ends, unsigned int i)
{
  static char *vars[MAX];
  size_t n, k = 0;
  char const *v = 0;
  int allow = tcpserver(vars, &n, wanted(clients[i].keys));
  MUST(rules_find(&ends->remote) == (allow ? RULES_ALLOW : RULES_DENY));
  while ((v = rules_variable(v)) != 0)
  {
    MUST(k < n && !strcmp(v, vars[k]));
    k++;
  }
  MUST(k == n);
  rules_matter();
  MUST(rules_rename() >= rules_forward());
  client_of(ends);
  if (rules_apply()) environment(vars, n);
  else MUST(n > ROOM - 16);
}

/* All of it can be read. */
static void damaged(struct variables_ends const *ends)
{
  char const *v = 0;
  size_t sum = 0;
  int r = rules_find(&ends->remote);
  MUST(r == RULES_ALLOW || r == RULES_DENY || r == RULES_BROKEN);
  if (r == RULES_BROKEN) return;
  while ((v = rules_variable(v)) != 0) MUST((sum += strlen(v)) < 3 * MAX);
  rules_matter();
  rules_rename();
  client_of(ends);
  rules_apply();
}

/* Another file may have all that stat(2) tells of the last one; where there was
   none in between it is not looked at. */
static void forget(void)
{
  struct address const anybody = { .known = 1 };
  unlink(FILE_NAME);
  rules_use(FILE_NAME, 1);
  MUST(rules_find(&anybody) == RULES_ALLOW && !rules_variable(0));
}

void fuzz(char const *s, size_t n)
{
  static int begun;
  struct bytes b = { s, n };
  unsigned int how = bytes_number(&b), i = 0;
  if (n > MAX) return;
  if (!begun && !variables_begin("localhost")) fuzz_system("variables_begin");
  begun = 1;
  forget();
  if (how & 1) damage(b);
  else close(make(b));
  rules_use(FILE_NAME, (int)how >> 1 & 1);
  for (; i < sizeof clients / sizeof *clients; i++)
  {
    struct variables_ends ends = { .remote_port = 25 };
    address_scan(&ends.remote, clients[i].ip, strlen(clients[i].ip));
    if (how & 1) damaged(&ends);
    else sound(&ends, i);
  }
}
