/* commits N READERS: folds N times, one new connection of 192.0.2.7 each,
   while readers look that client up as a connection does, as fast as they can.
   What a reader finds is never older than the last commit that was finished
   before it opened, nor newer than the one in progress when it had its answer.
   Prints how many looked how often, and what was wrong. */

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/config/home.h"
#include "../../src/database/reader.h"
#include "../../src/fold/fold.h"
#include "../../src/journal/append.h"
#include "../../src/karma/line.h"

#define READERS_MOST 64

/* What all processes see. */
struct shared
{
  uint64_t begun;                     /* commits */
  uint64_t finished;
  uint64_t minor;
  uint64_t over;
  uint64_t looked[READERS_MOST];
};

static struct shared *shared;

static uint64_t see(uint64_t const *u)
{
  return __atomic_load_n(u, __ATOMIC_SEQ_CST);
}

static void show(uint64_t *u, uint64_t value)
{
  __atomic_store_n(u, value, __ATOMIC_SEQ_CST);
}

/* Open, look up, compare with what may be. */
static void look(int home, struct key const *k)
{
  struct reader r;
  struct record record = { 0 };
  uint64_t least = see(&shared->finished), most;
  int opened = reader_open(&r, home);
  if (opened == -1) strerr_dief(1, r.file, ": ", r.why);
  if (opened && reader_find(&r, k, &record) == -1)
    strerr_dief(1, r.file, ": ", r.why);
  reader_close(&r);
  most = see(&shared->begun);
  if (record.connects < least) strerr_dief(1, "older than the last commit");
  if (record.connects > most) strerr_dief(1, "newer than any commit");
}

static pid_t reader(int home, struct key const *k, unsigned int i)
{
  pid_t pid = fork();
  if (pid) return pid;
  while (!see(&shared->over))
  {
    look(home, k);
    shared->looked[i]++;
  }
  _exit(0);
}

static void append(int home, struct line *l)
{
  char s[LINE_LEN];
  struct text t = TEXT(s);
  l->stamp.seconds++;
  line_connection(&t, l);
  line_finish(&t);
  if (!append_line(home, t.s, t.len)) strerr_diefusys(111, "append");
}

static void commits(int home, struct line *l, uint64_t n)
{
  static struct fold f;
  uint64_t i = 1;
  fold_begin(&f, home);
  f.keep_days = 60;
  for (; i <= n; i++)
  {
    append(home, l);
    show(&shared->begun, i);
    if (fold_round(&f) != FOLD_DONE) strerr_dief(111, f.error.text);
    show(&shared->finished, i);
    shared->minor += (uint64_t)fold_isminor(&f);
  }
}

static void report(uint64_t n, unsigned int readers)
{
  char s[200];
  struct text t = TEXT(s);
  unsigned int i = 0;
  uint64_t looked = 0, least = shared->looked[0];
  for (; i < readers; i++)
  {
    looked += shared->looked[i];
    if (shared->looked[i] < least) least = shared->looked[i];
  }
  text_addu(&t, n);
  text_adds(&t, " commits, ");
  text_addu(&t, shared->minor);
  text_adds(&t, " minor; ");
  text_addu(&t, readers);
  text_adds(&t, " readers looked ");
  text_addu(&t, looked);
  text_adds(&t, " times, none less than ");
  text_addu(&t, least);
  text_addc(&t, '\n');
  buffer_putflush(buffer_1, t.s, t.len);
}

int main(int argc, char const *const *argv)
{
  struct line l = { .class = CLASS_NICE, .stamp = { 1700000000, 0 },
    .end = "quit", .endlen = 4, .events = "-", .eventslen = 1 };
  int home = home_open(), status, wrong = 0;
  unsigned int readers, i = 0;
  uint64_t n;
  struct key k;
  PROG = "commits";
  if (argc != 3 || !uint640_scan(argv[1], &n) || !uint0_scan(argv[2], &readers)
    || readers > READERS_MOST) strerr_dieusage(100, "commits n readers");
  if (home == -1) strerr_diefusys(111, "open ", home_path());
  shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE,
    MAP_SHARED | 0x20 /* MAP_ANONYMOUS */, -1, 0);
  if (shared == MAP_FAILED) strerr_diefusys(111, "share memory");
  if (!address_scan(&l.address, "192.0.2.7", 9)) return 111;
  key_client(&k, &l.address);
  for (; i < readers; i++)
    if (reader(home, &k, i) == -1) strerr_diefusys(111, "fork");
  commits(home, &l, n);
  show(&shared->over, 1);
  while (wait(&status) > 0) wrong |= status;
  report(n, readers);
  return !!wrong;
}
