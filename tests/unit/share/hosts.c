/* The hosts. */

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>

#include "hosts.h"
#include "mortal.h"
#include "seed.h"
#include "../../../src/fold/fold.h"
#include "../../../src/fold/lock.h"
#include "../../../src/journal/append.h"
#include "../../../src/journal/journal.h"
#include "../../../src/journal/log.h"
#include "../../../src/karma/line.h"
#include "../../../src/share/begin.h"
#include "../../../src/share/refill.h"

#define FDS 100

struct host hosts[HOSTS];
static char const *directory;

static void put(int home, char const *file, char const *s)
{
  int fd = openat(home, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd == -1 || write(fd, s, strlen(s)) == -1) strerr_diefusys(2, "write ",
    file);
  close(fd);
}

static int make_home(unsigned int i)
{
  char name[] = "h0", path[1000];
  char const *const *d;
  static char const *const directories[] = { "control", "journal", "common",
    0 };
  char const *file;
  int home;
  name[1] = (char)('0' + i);
  snprintf(path, sizeof path, "%s/%s", directory, name);
  rm_rf(path);
  if (mkdir(path, 0755) == -1) strerr_diefusys(2, "make ", path);
  home = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (d = directories; *d; d++) mkdirat(home, *d, 0755);
  put(home, "control/host", name);
  put(home, LOG_SHARE, "all");
  if (journal_create(home, 0, &file) != 1) strerr_diefusys(2, "create ", file);
  return home;
}

static void copy_file(int from, int to, char const *name)
{
  static char bytes[1000000];
  int fd = openat(from, name, O_RDONLY | O_CLOEXEC);
  int out = openat(to, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ssize_t n = read(fd, bytes, sizeof bytes);
  if (n == -1 || write(out, bytes, (size_t)n) != n) wrong("cannot copy ", name);
  close(fd);
  close(out);
}

void hosts_begin(char const *where)
{
  struct journal_place own = { "h0", 0, "", 0 };
  struct error error;
  unsigned int i = 0;
  directory = where;
  memset(hosts, 0, sizeof hosts);
  for (; i < HOSTS; i++)
  {
    struct host *h = hosts + i;
    unsigned int j = 0;
    h->home = make_home(i);
    for (; j < 2; j++) h->engines[j].is = h->wires + j;
    h->hear.common.segment.fd = h->hear.common.lock = -1;
  }
  if (own_start(&own, hosts->home, &error) != 1
    || begin_log(hosts->home, "all", &own, &error) != 1)
    wrong("begin: ", error.text);
  for (i = 1; i < HOSTS; i++)
    copy_file(hosts->home, hosts[i].home, LOG_COMMON_CURRENT);
}

void hosts_end(void)
{
  unsigned int i = 0;
  for (; i < HOSTS; i++) close(hosts[i].home);
}

int hosts_fresh(void)
{
  genalloc list = GENALLOC_ZERO;
  char path[SEGMENT_PATH];
  size_t i = 0;
  int home = make_home(HOSTS);
  journal_list_of(&list, hosts->home, LOG_COMMON);
  for (; i < genalloc_len(struct journal_entry, &list); i++)
  {
    log_segment(path, LOG_COMMON, "all",
      genalloc_s(struct journal_entry, &list)[i].number);
    copy_file(hosts->home, home, path);
  }
  copy_file(hosts->home, home, LOG_COMMON_CURRENT);
  genalloc_free(struct journal_entry, &list);
  return home;
}

/* Around what is believed of lines by the engine's clock, and not. */
static void add_stamp(struct text *t)
{
  struct stamp s = { (uint64_t)time(0), (uint32_t)dice(1000) };
  s.seconds += dice(300000);
  s.seconds -= 200000;
  stamp_add(t, &s);
}

int do_lines(struct host *h)
{
  static char const *const tails[] = {
    " -1 0 0 1 n quit - neg=1 pd=1 pm=30", " 2 1 0 0 g quit message_accepted",
    " 0 0 1 0 - lost -", " 0 1 0 2 - quit -" };
  unsigned int n = 1 + dice(3);
  while (n--)
  {
    char line[LINE_LEN], id[60];
    struct text t = TEXT(line);
    add_stamp(&t);
    snprintf(id, sizeof id, " 192.0.2.%u", dice(5));
    text_adds(&t, id);
    text_adds(&t, tails[dice(4)]);
    snprintf(id, sizeof id, " helo=h%u.%u", (unsigned int)(h - hosts),
      (unsigned int)h->lines++);
    text_adds(&t, id);
    line_finish(&t);
    if (!append_line(h->home, t.s, t.len)) wrong("cannot append", "");
  }
  return 1;
}

int do_rotate(struct host *h)
{
  struct segment s;
  char const *file;
  int lock = lock_take(h->home);
  if (lock == -1 || segment_open(&s, h->home, SEGMENT_CURRENT) != 1)
    wrong("cannot rotate", "");
  if (!journal_rotate(h->home, &s, 0, &file)) wrong("cannot rotate ", file);
  close(s.fd);
  close(lock);
  return 1;
}

int do_tell(struct host *h)
{
  int r = 1;
  if (!h->telling)
    r = tell_begin(&h->tell, h->home, h->engines, 1);
  h->telling = r == 1;
  if (r == 1) r = tell_step(&h->tell);
  if (r == -1) tell_end(&h->tell);
  if (r == -1) h->telling = 0;
  return r;
}

int do_hear(struct host *h)
{
  int r = 1;
  if (!h->hearing) r = hear_begin(&h->hear, h->home, h->engines + 1);
  h->hearing = r == 1;
  if (r == 1) r = hear_step(&h->hear);
  if (r == -1) hear_end(&h->hear);
  if (r == -1) h->hearing = 0;
  return r;
}

/* The run script has one or the other. */
int do_alone(struct host *h)
{
  unsigned int n = dice(4);
  int r;
  if (h->hearing) hear_end(&h->hear);
  h->hearing = 0;
  r = alone_begin(&h->alone, h->home);
  while (r == 1 && n--) r = alone_step(&h->alone);
  if (r == -1) wrong("alone: ", h->alone.error.text);
  alone_end(&h->alone);
  return 1;
}

int fold_home(int home, int force)
{
  static struct fold f;
  fold_begin(&f, home);
  f.settings.force = force;
  f.settings.keep.days = 1000;
  switch (fold_round(&f))
  {
    case FOLD_BROKEN: wrong("fold: ", f.result.error.text); break;
    case FOLD_BUSY: wrong("fold: ", "busy"); break;
    default: break;
  }
  return 1;
}

int do_fold(struct host *h)
{
  return fold_home(h->home, !dice(4));
}

int do_refill(struct host *h)
{
  struct error error;
  uint64_t n;
  if (array_len()) return 0;
  if (refill(h->home, h->engines, 1000, &n, &error) == -1)
    wrong("refill: ", error.text);
  return 1;
}

/* Is this descriptor a directory, or has it somebody who lives? */
static int has_owner(int fd)
{
  unsigned int i = 0;
  for (; i < HOSTS; i++)
    if (fd == hosts[i].home
      || (hosts[i].telling && fd == hosts[i].tell.own.segment.fd)
      || (hosts[i].hearing && (fd == hosts[i].hear.common.segment.fd
      || fd == hosts[i].hear.common.lock))) return 1;
  return 0;
}

int perform(struct host *h, int (*what)(struct host *))
{
  static int r, fd;
  mortal_calls = !dice(3) ? 1 + dice(12) : 0;
  if (!setjmp(mortal_killed))
  {
    r = what(h);
    mortal_calls = 0;
    return r;
  }
  mortal_calls = 0;
  if (what == do_tell) h->telling = 0;
  if (what == do_hear || what == do_alone) h->hearing = 0;
  for (fd = 3; fd < FDS; fd++) if (!has_owner(fd)) close(fd);
  return -1;
}

void disconnect(struct host *h)
{
  if (h->telling) tell_end(&h->tell);
  if (h->hearing) hear_end(&h->hear);
  h->telling = h->hearing = 0;
}

void disconnect_all(void)
{
  unsigned int i = 0;
  for (; i < HOSTS; i++) disconnect(hosts + i);
}
