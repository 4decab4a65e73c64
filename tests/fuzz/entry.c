/* What a conversation under qkarma-server leaves for the journal, whoever has
   taken it over: either one line more is there, of its own client (unless it is
   renamed), of now, and otherwise as it was left; or none, and the log says
   why. The check digits are put right, if the input says so. */

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"
#include "../../src/journal/segment.h"
#include "../../src/karma/line.h"
#include "../../src/server/entry.h"
#include "../../src/server/settings.h"

static char const *const names[] = { "192.0.2.7", "2001:db8::7" };

static int journal = -1;
static off_t empty;               /* its size without a line */

static void first_time(void)
{
  char array[SEGMENT_HEADER];
  struct text t = TEXT(array);
  struct segment s = { .host = "host", .number = 1,
    .made.seconds = 1700000000 };
  memset(s.random, 'a', sizeof s.random);
  segment_header(&t, &s);
  journal = fuzz_file(SEGMENT_CURRENT, t.s, t.len);
  empty = (off_t)t.len;
  setenv("QKARMA", ".", 1);
  settings_begin();
  entry_begin(LOG_ERROR);
}

/* The line that is there now, without its LF. */
static size_t entered(char *line, size_t max)
{
  ssize_t n = pread(journal, line, max, empty);
  if (n == -1) fuzz_system("read");
  if (!n) return 0;
  MUST(line[n - 1] == '\n' && memchr(line, '\n', (size_t)n) == line + n - 1);
  return (size_t)n - 1;
}

/* time(2) may be a moment behind. */
static void is_of_now(struct stamp const *s, time_t before)
{
  MUST(s->seconds >= (uint64_t)before && s->seconds <= (uint64_t)time(0) + 1);
}

static void check(struct order const *o, int renamed, char const *left,
  size_t n, time_t before)
{
  char line[2 * LINE_LEN];
  struct line l, was;
  char const *why;
  size_t len = entered(line, sizeof line);
  if (!len) return;
  MUST(line_scan(&l, line, len, &why) && l.kind == LINE_CONNECTION);
  MUST(renamed || !memcmp(&l.address, &o->address, sizeof l.address));
  is_of_now(&l.stamp, before);
  MUST(n && left[n - 1] == '\n' && line_scan(&was, left, n - 1, &why));
  MUST(same(line + STAMP_LEN, len - STAMP_LEN - LINE_TAIL, left + STAMP_LEN,
    n - 1 - STAMP_LEN - LINE_TAIL));
}

void fuzz(char const *s, size_t n)
{
  static struct ruleset ruleset;
  static struct connection_rules rules = { .ruleset = &ruleset };
  char array[LINE_LEN], log[2000], one[1];
  struct text t = TEXT(array);
  struct bytes b = { s, n };
  unsigned int how = bytes_number(&b);
  struct order o = { .port = 25 };
  time_t before = time(0);
  char const *c = log;
  if (!b.n || b.n > LINE_LEN) return;
  if (journal == -1) first_time();
  address_scan(&o.address, names[how >> 1 & 1], strlen(names[how >> 1 & 1]));
  text_add(&t, b.s, b.n);
  if (how & 1) line_finish(&t);
  if (t.cut) return;
  fuzz_listen();
  entry_append(&o, how >> 2 & 1, &rules, t.s, t.len);
  fuzz_heard(log, sizeof log);
  for (; *c; c++) MUST((*c >= ' ' && *c <= '~') || *c == '\n');
  MUST(!*log == (pread(journal, one, 1, empty) == 1));
  check(&o, how >> 2 & 1, t.s, t.len, before);
  if (ftruncate(journal, empty) == -1) fuzz_system("ftruncate");
}
