/* share DIRECTORY FROM TO: three hosts share karma, in one process, over an
   engine that is an array. For each seed from FROM to TO a random history:
   lines are written, told, heard and folded, hosts go on alone, programs are
   killed before or in the middle of any write, rename, link or truncation, the
   engine loses its newest entries (and who is connected stays connected, or
   not), all of them, or gives up its oldest. Then everybody hears everything,
   and

   - the common log is the same on all hosts, byte for byte;
   - every line of every journal is in it exactly once;
   - the databases are the same, and what a fold from nothing makes of the log.

   Link with -Wl,--wrap= for each of the functions __wrap_ here. DIRECTORY is
   where the hosts are; what is in it goes. Prints the seed of what goes wrong,
   and exits 1. */

#undef _POSIX_C_SOURCE
#define _DEFAULT_SOURCE    /* syscall() */

#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/database/merged_scan.h"
#include "../../src/database/snapshot.h"
#include "../../src/fold/fold.h"
#include "../../src/fold/lock.h"
#include "../../src/journal/append.h"
#include "../../src/journal/frames.h"
#include "../../src/journal/journal.h"
#include "../../src/journal/log.h"
#include "../../src/karma/line.h"
#include "../../src/share/alone.h"
#include "../../src/share/begin.h"
#include "../../src/share/hear.h"
#include "../../src/share/refill.h"
#include "../../src/share/tell.h"

#define HOSTS 3
#define MOST 4000             /* entries and lines of a history */
#define STEPS 120
#define FDS 100

static uint64_t seed;
static uint64_t state;

static unsigned int dice(unsigned int n)
{
  state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (unsigned int)(state >> 33) % n;
}

static void wrong(char const *what, char const *more)
{
  char fmt[UINT64_FMT];
  fmt[uint64_fmt(fmt, seed)] = 0;
  printf("seed %s: %s%s\n", fmt, what, more);
  fflush(stdout);
  _exit(1);
}

/* Killing: countdown goes down with each call that changes a file. */

static jmp_buf killed;
static unsigned int countdown;    /* 0: nobody is killed */

static int dies(void)
{
  return countdown && !--countdown;
}

static void die(void)
{
  longjmp(killed, 1);
}

ssize_t __real_write(int fd, void const *s, size_t n);
ssize_t __wrap_write(int fd, void const *s, size_t n);
ssize_t __wrap_write(int fd, void const *s, size_t n)
{
  if (fd < 3 || !dies()) return __real_write(fd, s, n);
  __real_write(fd, s, dice((unsigned int)n + 1));
  die();
  return -1;
}

/* It has two names, of which the C library has one or the other. */
static int truncate_it(int fd, off_t n)
{
  if (dies()) die();
  return (int)syscall(SYS_ftruncate, fd, n);
}

int __wrap_ftruncate(int fd, off_t n);
int __wrap_ftruncate(int fd, off_t n) { return truncate_it(fd, n); }
int __wrap_ftruncate64(int fd, off_t n);
int __wrap_ftruncate64(int fd, off_t n) { return truncate_it(fd, n); }

int __real_renameat(int a, char const *x, int b, char const *y);
int __wrap_renameat(int a, char const *x, int b, char const *y);
int __wrap_renameat(int a, char const *x, int b, char const *y)
{
  if (dies()) die();
  return __real_renameat(a, x, b, y);
}

int __real_linkat(int a, char const *x, int b, char const *y, int flags);
int __wrap_linkat(int a, char const *x, int b, char const *y, int flags);
int __wrap_linkat(int a, char const *x, int b, char const *y, int flags)
{
  if (dies()) die();
  return __real_linkat(a, x, b, y, flags);
}

int __real_unlinkat(int a, char const *x, int flags);
int __wrap_unlinkat(int a, char const *x, int flags);
int __wrap_unlinkat(int a, char const *x, int flags)
{
  if (dies()) die();
  return __real_unlinkat(a, x, flags);
}

/* The disk is memory here. */
int __wrap_fsync(int fd);
int __wrap_fsync(int fd) { return fd < 0; }
int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd) { return fd < 0; }

/* The engine: an array. */

struct kept
{
  struct entry x;
  int had;                  /* the place of its host before it */
  struct journal_place before;
};

static struct kept kept[MOST];
static size_t first, last;    /* from, and behind */
static uint64_t ms;

struct seat
{
  int known;
  struct journal_place at;
};

static struct seat seats[HOSTS];

/* A connection. */
struct wire
{
  size_t next;              /* of what engine_read() has found */
  size_t end;
  struct seat seat;
};

static unsigned int who(char const *host)
{
  return (unsigned int)(host[1] - '0');
}

int engine_at(struct engine *e, struct journal_place *p)
{
  struct wire *w = e->is;
  w->seat = seats[who(p->host)];
  if (w->seat.known) *p = w->seat.at;
  return w->seat.known;
}

static void keep(struct entry const *x, struct seat *seat)
{
  struct kept *k = kept + last++;
  if (last == MOST) wrong("too many entries", "");
  k->x = *x;
  k->x.s = malloc(x->n);
  memcpy((char *)k->x.s, x->s, x->n);
  k->had = seat->known;
  k->before = seat->at;
  seat->known = 1;
  seat->at = x->from;
  seat->at.offset += x->n;
}

static int same_seat(struct seat const *a, struct seat const *b)
{
  if (!a->known || !b->known) return a->known == b->known;
  return place_same_segment(&a->at, &b->at) && a->at.offset == b->at.offset;
}

int engine_append(struct engine *e, struct entry const *x)
{
  struct wire *w = e->is;
  struct seat *seat = seats + who(x->from.host);
  struct entry copy = *x;
  if (!same_seat(seat, &w->seat)) return 0;
  ms += dice(3) ? dice(100) : 0;
  copy.id.alone = 0;
  copy.id.ms = ms;
  copy.id.n = last > first && kept[last - 1].x.id.ms == ms
    ? kept[last - 1].x.id.n + 1 : 0;
  keep(&copy, seat);
  w->seat = *seat;
  if (dies()) die();        /* it is taken, but nobody has heard so */
  return 1;
}

int engine_restore(struct engine *e, struct entry const *x,
  struct journal_place const *places, size_t n)
{
  size_t i = 0;
  (void)e;
  keep(x, seats + who(x->from.host));
  for (; i < n; i++)
  {
    seats[who(places[i].host)].known = 1;
    seats[who(places[i].host)].at = places[i];
  }
  if (dies()) die();
  return 1;
}

/* Its place in the array, or `last`. */
static size_t find(struct frame const *f)
{
  size_t i = first;
  while (i < last && !engine_same(&kept[i].x, f)) i++;
  return i;
}

int engine_read(struct engine *e, struct frame const *f, struct entry *x)
{
  struct wire *w = e->is;
  size_t i = f ? find(f) : first;
  if (f && i == last) return 0;
  if (f) *x = kept[i].x;
  w->next = f ? i + 1 : i;
  w->end = w->next + dice(4);
  if (w->end > last) w->end = last;
  return 1;
}

int engine_next(struct engine *e, struct entry *x)
{
  struct wire *w = e->is;
  if (w->next >= w->end) return 0;
  *x = kept[w->next++].x;
  return 1;
}

int engine_has(struct engine *e, struct frame const *f)
{
  (void)e;
  return find(f) < last;
}

int engine_ends(struct engine *e, struct entry_id *from, struct entry_id *to)
{
  (void)e;
  if (first == last) return 0;
  *from = kept[first].x.id;
  *to = kept[last - 1].x.id;
  return 1;
}

int engine_wait(struct engine *e, struct frame const *f)
{
  (void)e;
  (void)f;
  return 1;
}

static void lose_one(void)
{
  struct kept *k = kept + --last;
  struct seat *seat = seats + who(k->x.from.host);
  seat->known = k->had;
  seat->at = k->before;
  free((char *)k->x.s);
}

/* The hosts. */

struct host
{
  int home;
  int telling, hearing;
  struct wire wires[2];
  struct engine engines[2];
  struct tell tell;
  struct hear hear;
  struct alone alone;
  uint64_t lines;
};

static struct host hosts[HOSTS];
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

static void copy_file(int from, int to, char const *name, char const *as)
{
  static char bytes[1000000];
  int fd = openat(from, name, O_RDONLY | O_CLOEXEC);
  int out = openat(to, as, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  ssize_t n = read(fd, bytes, sizeof bytes);
  if (n == -1 || write(out, bytes, (size_t)n) != n) wrong("cannot copy ", name);
  close(fd);
  close(out);
}

static void begin_all(void)
{
  struct journal_place own;
  struct error error;
  unsigned int i = 0;
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
    copy_file(hosts->home, hosts[i].home, LOG_COMMON_CURRENT,
      LOG_COMMON_CURRENT);
}

/* What may happen to a host. Each returns 1, or -1 with h->*.error. */

static int do_lines(struct host *h)
{
  static char const *const tails[] = {
    " -1 0 0 1 n quit - neg=1 pd=1 pm=30", " 2 1 0 0 g quit message_accepted",
    " 0 0 1 0 - lost -", " 0 1 0 2 - quit -" };
  unsigned int n = 1 + dice(3);
  while (n--)
  {
    char line[LINE_LEN], id[60];
    struct text t = TEXT(line);
    struct stamp s = { (uint64_t)time(0), (uint32_t)dice(1000) };
    /* Around what is believed of lines by the engine's clock, and not. */
    s.seconds += dice(300000);
    s.seconds -= 200000;
    stamp_add(&t, &s);
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

static int do_rotate(struct host *h)
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

static int do_tell(struct host *h)
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

static int do_hear(struct host *h)
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
static int do_alone(struct host *h)
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

static int fold_it(struct host *h, int force)
{
  static struct fold f;
  fold_begin(&f, h->home);
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

static int do_fold(struct host *h)
{
  return fold_it(h, !dice(4));
}

static int do_refill(struct host *h)
{
  struct error error;
  uint64_t n;
  if (first != last) return 0;
  first = last = 0;
  if (refill(h->home, h->engines, 1000, &n, &error) == -1)
    wrong("refill: ", error.text);
  return 1;
}

/* Being killed. */

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

/* Let a program of this host do something, and perhaps be killed at it. */
static int perform(struct host *h, int (*what)(struct host *), int mortal)
{
  static int r, fd;
  countdown = mortal && !dice(3) ? 1 + dice(12) : 0;
  if (!setjmp(killed))
  {
    r = what(h);
    countdown = 0;
    return r;
  }
  countdown = 0;
  if (what == do_tell) h->telling = 0;
  if (what == do_hear || what == do_alone) h->hearing = 0;
  for (fd = 3; fd < FDS; fd++) if (!has_owner(fd)) close(fd);
  return -1;
}

/* What may happen to the engine. */

static void disconnect(struct host *h)
{
  if (h->telling) tell_end(&h->tell);
  if (h->hearing) hear_end(&h->hear);
  h->telling = h->hearing = 0;
}

static void disconnect_all(void)
{
  unsigned int i = 0;
  for (; i < HOSTS; i++) disconnect(hosts + i);
}

/* A restart, or another machine: who was connected may stay so. */
static void lose_some(void)
{
  unsigned int n = dice(8);
  while (n-- && last > first + 1) lose_one();
  ms++;                     /* no id is given twice */
  if (dice(2)) disconnect_all();
}

/* Does anybody have something in his log? */
static int any(struct host *h)
{
  static struct common c;
  struct error error;
  int r = common_look(&c, h->home, &error);
  if (r == -1) wrong("look: ", error.text);
  if (r == 1) common_close(&c);
  return r == 1 && c.any;
}

/* How much of the oldest does nobody need? */
static void give_up(void)
{
  static struct common c;
  struct error error;
  unsigned int i = 0, n = dice(5);
  struct entry_id least = { UINT64_MAX, 0, 0 };
  for (; i < HOSTS; i++)
  {
    if (!any(hosts + i)) return;
    common_look(&c, hosts[i].home, &error);
    common_close(&c);
    /* Or will it go back before its last one? */
    if (c.missing || find(&c.last) == last) return;
    if (frame_compare(&c.last.id, &least) < 0) least = c.last.id;
  }
  while (n-- && first + 1 < last
    && frame_compare(&kept[first].x.id, &least) < 0)
    free((char *)kept[first++].x.s);
}

static void lose_all(void)
{
  unsigned int i = 0;
  while (i < HOSTS && any(hosts + i)) i++;
  if (i < HOSTS) return;
  disconnect_all();
  while (last > first) lose_one();
  memset(seats, 0, sizeof seats);
  first = last = 0;
  ms++;
  do perform(hosts + dice(HOSTS), do_refill, 1); while (first == last);
}

static void happen(void)
{
  struct host *h = hosts + dice(HOSTS);
  switch (dice(24))
  {
    case 0: case 1: case 2: case 3: do_lines(h); break;
    case 4: case 5: case 6: case 7: perform(h, do_tell, 1); break;
    case 8: case 9: case 10: case 11: case 12: perform(h, do_hear, 1); break;
    case 13: case 14: case 15: case 16: perform(h, do_fold, 1); break;
    case 17: case 18: perform(h, do_alone, 1); break;
    case 19: do_rotate(h); break;
    case 20: disconnect(h); break;
    case 21: lose_some(); break;
    case 22: if (!dice(4)) lose_all(); break;
    default: give_up(); break;
  }
}

/* The end. */

static void settle(void)
{
  unsigned int i, more = 1, rounds = 0;
  disconnect_all();
  while (more)
  {
    more = 0;
    if (++rounds > 2000) wrong("it does not come to rest", "");
    for (i = 0; i < HOSTS; i++)
    {
      struct host *h = hosts + i;
      int r = do_tell(h);
      if (r == -1 && rounds > 1000) wrong("tell: ", h->tell.error.text);
      more |= r != 0;
      r = do_hear(h);
      if (r == -1 && rounds > 1000) wrong("hear: ", h->hear.error.text);
      more |= r != 0;
      if (r != -1 && last > first
        && frame_compare(&h->hear.common.last.id, &kept[last - 1].x.id))
        more = 1;
    }
  }
  disconnect_all();
}

static char const *contents(int home, char const *path, size_t *n)
{
  static char bytes[2][1000000];
  static unsigned int which;
  int fd = openat(home, path, O_RDONLY | O_CLOEXEC);
  ssize_t r;
  which = !which;
  if (fd == -1) return 0;
  r = read(fd, bytes[which], sizeof bytes[which]);
  close(fd);
  *n = r == -1 ? 0 : (size_t)r;
  return bytes[which];
}

static void same_file(unsigned int i, char const *path)
{
  size_t n, m;
  char const *a = contents(hosts->home, path, &n);
  char const *b = contents(hosts[i].home, path, &m);
  if (!a != !b || (a && (n != m || memcmp(a, b, n))))
    wrong("the logs differ in ", path);
}

static void same_logs(void)
{
  genalloc list[2] = { GENALLOC_ZERO, GENALLOC_ZERO };
  char path[SEGMENT_PATH];
  unsigned int i;
  size_t n, j;
  journal_list_of(list, hosts->home, LOG_COMMON);
  n = genalloc_len(struct journal_entry, list);
  for (i = 1; i < HOSTS; i++)
  {
    journal_list_of(list + 1, hosts[i].home, LOG_COMMON);
    if (genalloc_len(struct journal_entry, list + 1) != n)
      wrong("one log has more segments", "");
    for (j = 0; j < n; j++)
    {
      log_segment(path, LOG_COMMON, "all",
        genalloc_s(struct journal_entry, list)[j].number);
      same_file(i, path);
    }
    same_file(i, LOG_COMMON_CURRENT);
  }
}

static unsigned char seen[HOSTS][MOST];

static void count_lines(char const *s, size_t n)
{
  char const *end = s + n, *p;
  for (; s < end; s = (char const *)memchr(s, '\n', (size_t)(end - s)) + 1)
  {
    unsigned int host, number;
    char const *lf = memchr(s, '\n', (size_t)(end - s));
    if (!lf) wrong("an entry has no end", "");
    if (*s != '@') continue;
    p = strstr(s, " helo=h");
    if (!p || p > lf || sscanf(p, " helo=h%u.%u", &host, &number) != 2)
      wrong("a line is garbled", "");
    seen[host][number]++;
  }
}

static void count_segment(char const *path)
{
  struct segment s;
  struct frames w;
  enum frames_answer r;
  size_t n;
  char const *bytes = contents(hosts->home, path, &n);
  if (segment_read(&s, hosts->home, path) != 1 || !frames_begin(&w, &s))
    wrong("cannot read ", path);
  while ((r = frames_next(&w)) > 0)
  {
    if (r == FRAMES_TORN) wrong("a torn entry is left in ", path);
    if (r != FRAMES_ENTRY) continue;
    if (w.frame.id.alone) wrong("a provisional entry is left in ", path);
    count_lines(bytes + w.bytes, (size_t)w.frame.length);
  }
  if (r == FRAMES_BROKEN) wrong("no frame in ", path);
  close(s.fd);
}

static void each_line_once(void)
{
  genalloc list = GENALLOC_ZERO;
  char path[SEGMENT_PATH];
  unsigned int i;
  uint64_t j;
  memset(seen, 0, sizeof seen);
  journal_list_of(&list, hosts->home, LOG_COMMON);
  for (j = 0; j < genalloc_len(struct journal_entry, &list); j++)
  {
    log_segment(path, LOG_COMMON, "all",
      genalloc_s(struct journal_entry, &list)[j].number);
    count_segment(path);
  }
  count_segment(LOG_COMMON_CURRENT);
  for (i = 0; i < HOSTS; i++)
    for (j = 0; j < hosts[i].lines; j++)
      if (seen[i][j] != 1)
        wrong(seen[i][j] ? "a line is in the log twice: "
          : "a line is not in the log: ", i == 0 ? "h0" : i == 1 ? "h1" : "h2");
}

/* All records, as text. */
static size_t dump(char *s, int home)
{
  struct merged_scan v;
  struct error error;
  size_t n = 0;
  int r = merged_scan_open(&v, home, &error);
  if (r == -1) wrong("scan: ", error.text);
  if (!r) return 0;
  n += (size_t)sprintf(s, "%u %u %u\n", (unsigned int)v.karma.header.lines,
    (unsigned int)v.karma.header.bad, (unsigned int)v.karma.header.clients);
  while ((r = merged_scan_next(&v, &error)) == 1)
  {
    memcpy(s + n, v.from->bytes, v.from->keylen + v.from->len);
    n += v.from->keylen + v.from->len;
  }
  merged_scan_close(&v);
  if (r == -1) wrong("scan: ", error.text);
  return n;
}

static void from_nothing(struct host *h)
{
  genalloc list = GENALLOC_ZERO;
  char path[SEGMENT_PATH];
  size_t i = 0;
  h->home = make_home(HOSTS);
  journal_list_of(&list, hosts->home, LOG_COMMON);
  for (; i < genalloc_len(struct journal_entry, &list); i++)
  {
    log_segment(path, LOG_COMMON, "all",
      genalloc_s(struct journal_entry, &list)[i].number);
    copy_file(hosts->home, h->home, path, path);
  }
  copy_file(hosts->home, h->home, LOG_COMMON_CURRENT, LOG_COMMON_CURRENT);
  genalloc_free(struct journal_entry, &list);
}

static void same_databases(void)
{
  static char a[1000000], b[1000000];
  static struct host fresh;
  size_t n, m;
  unsigned int i = 0;
  from_nothing(&fresh);
  fold_it(&fresh, 1);
  n = dump(a, fresh.home);
  for (; i < HOSTS; i++)
  {
    fold_it(hosts + i, 1);
    m = dump(b, hosts[i].home);
    if (n != m || memcmp(a, b, n))
      wrong("the databases are not what the log says: ", i == 0 ? "h0" : i == 1
        ? "h1" : "h2");
  }
  close(fresh.home);
}

static void play(void)
{
  unsigned int i;
  state = seed * 2654435761u + 1;
  first = last = 0;
  memset(seats, 0, sizeof seats);
  ms = ((uint64_t)time(0) - 43200) * 1000;
  begin_all();
  /* Everybody has heard of everybody before anything goes wrong. */
  for (i = 0; i < HOSTS; i++) do_lines(hosts + i);
  settle();
  for (i = 0; i < STEPS; i++) happen();
  settle();
  same_logs();
  each_line_once();
  same_databases();
  while (last > first) lose_one();
  for (i = 0; i < HOSTS; i++) close(hosts[i].home);
}

int main(int argc, char const *const *argv)
{
  uint64_t to;
  PROG = "share";
  if (argc != 4 || !uint640_scan(argv[2], &seed) || !uint640_scan(argv[3], &to))
    strerr_dieusage(100, "share directory from to");
  directory = argv[1];
  umask(022);
  /* What the programs say is for people. */
  if (!getenv("SAY")) fd_move(2, open("/dev/null", O_WRONLY));
  for (; seed <= to; seed++) play();
  printf("good\n");
  fflush(stdout);
  _exit(0);
}
