/* The file in which counters are kept. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "counters_file.h"
#include "../../base/scan.h"
#include "../../base/sum.h"
#include "../../base/text.h"

#define FIRST "qkarma-counters 1"
#define MODE 0644
#define LONGEST 200       /* bytes of a line */

struct words
{
  char const *s;
  size_t n;
};

/* The next word, and what separates it: blank or LF. 1, 0. */
static int word(struct words *rest, struct words *w)
{
  size_t i = 0;
  while (i < rest->n && rest->s[i] != ' ' && rest->s[i] != '\n') i++;
  if (!i || i == rest->n) return 0;
  w->s = rest->s;
  w->n = i;
  rest->s += i + 1;
  rest->n -= i + 1;
  return 1;
}

static int number(struct words *rest, uint64_t *u)
{
  struct words w;
  return word(rest, &w) && scan_decimal(w.s, w.n, u, UINT64_MAX) == w.n;
}

static int place(struct cursor *c, struct words *rest)
{
  struct words host, random, check;
  uint64_t digits;
  if (!word(rest, &host) || host.n > HOST_LEN || !number(rest, &c->number)
    || !word(rest, &random) || random.n != SEGMENT_RANDOM
    || !number(rest, &c->offset) || !word(rest, &check)
    || check.n != SUM_DIGITS || !scan_hex(check.s, check.n, &digits)) return 0;
  memcpy(c->host, host.s, host.n);
  memcpy(c->random, random.s, random.n);
  c->check = (uint32_t)digits;
  return c->number > 0;
}

/* METRIC NAME COUNT; one whose metric is not known any more is passed over. */
static int counter(struct counters *c, struct words *rest)
{
  struct words metric, name;
  unsigned int m = 0;
  struct counter *x;
  uint64_t u;
  if (!word(rest, &metric) || !word(rest, &name) || name.n >= COUNTERS_NAME
    || !number(rest, &u)) return 0;
  while (m < COUNTER_METRICS && (strlen(counter_name(m)) != metric.n
    || memcmp(counter_name(m), metric.s, metric.n))) m++;
  if (m == COUNTER_METRICS || c->n[m] == COUNTERS_NAMES) return 1;
  x = &c->counter[m][c->n[m]++];
  memcpy(x->name, name.s, name.n);
  x->count = u;
  return 1;
}

static int scan(struct counters *c, char const *s, size_t n)
{
  size_t first = sizeof FIRST - 1, tail = SUM_DIGITS + 2;
  struct words rest = { s + first + 1, n - first - 1 - tail };
  if (n < first + 1 + tail || memcmp(s, FIRST " ", first + 1)
    || s[n - tail] != '~' || s[n - 1] != '\n'
    || !sum_match(s + n - tail + 1, sum_add(0, s, n - tail))
    || !place(&c->place, &rest)) return 0;
  while (rest.n) if (!counter(c, &rest)) return 0;
  return 1;
}

void counters_read(struct counters *c, int home)
{
  stralloc sa = STRALLOC_ZERO;
  int fd = openat(home, COUNTERS_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd == -1 && errno == ENOENT) return;
  if (fd == -1 || !slurp(&sa, fd)) strerr_diefusys(111, "read " COUNTERS_FILE);
  close(fd);
  if (scan(c, sa.s, sa.len)) return;
  memset(c, 0, sizeof *c);
  strerr_warnw(COUNTERS_FILE " is damaged: counting begins anew");
}

static int line(stralloc *sa, struct text *t)
{
  text_addc(t, '\n');
  return !t->cut && stralloc_catb(sa, t->s, t->len);
}

static int place_line(stralloc *sa, struct cursor const *c)
{
  char array[LONGEST];
  struct text t = TEXT(array);
  text_adds(&t, FIRST " ");
  text_adds(&t, c->host);
  text_addc(&t, ' ');
  text_addu(&t, c->number);
  text_addc(&t, ' ');
  text_add(&t, c->random, SEGMENT_RANDOM);
  text_addc(&t, ' ');
  text_addu(&t, c->offset);
  text_addc(&t, ' ');
  text_addhex(&t, c->check, SUM_DIGITS);
  return line(sa, &t);
}

static int counter_line(stralloc *sa, enum counter_metric m,
  struct counter const *x)
{
  char array[LONGEST];
  struct text t = TEXT(array);
  text_adds(&t, counter_name(m));
  text_addc(&t, ' ');
  text_adds(&t, x->name);
  text_addc(&t, ' ');
  text_addu(&t, x->count);
  return line(sa, &t);
}

static int fill(stralloc *sa, struct counters const *c)
{
  char array[LONGEST];
  struct text t = TEXT(array);
  unsigned int m = 0, i;
  if (!place_line(sa, &c->place)) return 0;
  for (; m < COUNTER_METRICS; m++)
    for (i = 0; i < c->n[m]; i++)
      if (!counter_line(sa, m, &c->counter[m][i])) return 0;
  text_addc(&t, '~');
  text_addhex(&t, sum_add(0, sa->s, sa->len), SUM_DIGITS);
  return line(sa, &t);
}

/* Of two who count at once each has a file of its own; the last one stands, and
   what it lacks is counted again. */
static void making_name(char *name, size_t max)
{
  struct text t = { name, 0, max - 1, 0 };
  text_adds(&t, COUNTERS_FILE ".");
  text_addu(&t, (uint64_t)getpid());
  name[t.len] = 0;
}

static int put(int home, stralloc const *sa)
{
  char making[sizeof COUNTERS_FILE + 24];
  int fd, ok, e;
  making_name(making, sizeof making);
  fd = openat(home, making, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    | O_NOFOLLOW, MODE);
  if (fd == -1) return 0;
  ok = allwrite(fd, sa->s, sa->len) == sa->len && fd_sync(fd) != -1;
  close(fd);
  if (ok && renameat(home, making, home, COUNTERS_FILE) != -1) return 1;
  e = errno;
  unlinkat(home, making, 0);
  errno = e;
  return 0;
}

void counters_write(struct counters const *c, int home)
{
  stralloc sa = STRALLOC_ZERO;
  if (!fill(&sa, c)) strerr_diefusys(111, "write " COUNTERS_FILE);
  if (!put(home, &sa) && errno != EACCES && errno != EPERM && errno != EROFS)
    strerr_warnwusys("write " COUNTERS_FILE);
  stralloc_free(&sa);
}
