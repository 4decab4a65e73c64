/* The end of the common log, as qkarma-hear finds it, goes on with it, and goes
   back in it: a log as several hosts make it, cut somewhere, or with one byte
   changed, or of which the engine has only a part. What is there of each host
   is known to the byte; what is written is read again; a damaged frame is no
   entry, and nobody's. */

#include <string.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/socket.h>

#include <hiredis/hiredis.h>

#include "fuzz.h"
#include "../../src/journal/frames.h"
#include "../../src/journal/log.h"
#include "../../src/share/back.h"
#include "../../src/share/common.h"
#include "../../src/share/places.h"

#define NAME "log"
#define MAX 4000
#define ENTRIES 40
#define HOSTS 3

/* The log that was made, and where its entries are in it. */
static char all[MAX + (ENTRIES + HOSTS + 2) * FRAME_LEN];
static struct
{
  struct text t;
  size_t header;
  struct segment segment;
  struct frame frame[ENTRIES + 1];
  size_t start[ENTRIES + 1];      /* of the frame, */
  size_t bytes[ENTRIES + 1];      /* of what it is of */
  unsigned int n;                 /* entries */
  int before;                     /* the first one is no entry: it was before
                                     this segment */
} log;

static struct common common;
static struct error error;
static int home = -1;

static void first_time(void)
{
  if (mkdir(LOG_COMMON, 0755) == -1 || mkdir("base", 0755) == -1)
    fuzz_system("mkdir");
  close(fuzz_file(LOG_SHARE, NAME "\n", sizeof NAME));
  home = open_read(".");
  if (home == -1) fuzz_system("open");
}

/* Making a log. */

static void host(struct journal_place *p, unsigned int i)
{
  static char const *const names[HOSTS] = { "mx1", "mx2.example", "a" };
  memset(p, 0, sizeof *p);
  strcpy(p->host, names[i % HOSTS]);
  memset(p->random, '0' + (int)i % HOSTS, sizeof p->random);
  p->number = 1;
}

/* Behind what the log has of it. */
static void follow(struct journal_place *p)
{
  unsigned int i = log.n;
  while (i--) if (!strcmp(log.frame[i].from.host, p->host))
  {
    *p = log.frame[i].from;
    p->offset += log.frame[i].length;
    return;
  }
}

/* A frame's check is over all of its text. */
static void add_place(struct journal_place const *p)
{
  char line[FRAME_LEN];
  struct text t = TEXT(line);
  frame_place(&t, p);
  text_add(&log.t, t.s, t.len);
}

static void add_entry(struct frame const *f, char const *s)
{
  char line[FRAME_LEN];
  struct text t = TEXT(line);
  frame_begin(&t, f);
  log.frame[log.n] = *f;
  log.start[log.n] = log.t.len;
  text_add(&log.t, t.s, t.len);
  log.bytes[log.n++] = log.t.len;
  text_add(&log.t, s, f->length);
}

/* `how' has the host in its lowest bits. */
static void next_entry(struct frame *f, unsigned int how, char *line, size_t n)
{
  line[n - 1] = '\n';
  f->length = n;
  f->id.n++;
  f->id.alone = (how & 24) == 24;
  f->id.ms = f->id.alone ? 0 : 1700000000000 + 100 * log.n;
  host(&f->from, how);
  follow(&f->from);
  if ((how & 96) == 96) f->from.number++, f->from.offset = 0;
  if ((how & 96) == 64) f->from.offset += 7;
}

static void add_head(unsigned int how)
{
  struct journal_place p;
  struct frame f = { .id = { 1600000000000, 7, 0 } };
  unsigned int i = 0;
  log.t = (struct text){ all, 0, sizeof all, 0 };
  log.n = 0;
  strcpy(log.segment.host, NAME);
  log.segment.made.seconds = 1700000000;
  log.segment.number = 1 + (how >> 3 & 1);
  memset(log.segment.random, 'b', sizeof log.segment.random);
  segment_header(&log.t, &log.segment);
  log.header = log.t.len;
  for (; i < HOSTS; i++)
  {
    host(&p, i);
    add_place(&p);
  }
  log.before = how >> 4 & 1;
  host(&f.from, how);
  if (log.before) add_entry(&f, "");
}

static void make(struct bytes *b, unsigned int how)
{
  struct frame f = { .id.n = 0 };
  size_t size = 0;
  add_head(how);
  while (b->n > 8 && log.n < ENTRIES && size < MAX - 300)
  {
    char line[256];
    unsigned int what = bytes_number(b) | (f.id.alone ? 24 : 0);
    struct bytes part = bytes_part(b, 1 + bytes_number(b) % 200);
    memcpy(line, part.s, part.n);
    next_entry(&f, what, line, part.n);
    add_entry(&f, line);
    size += part.n;
  }
  MUST(!log.t.cut);
}

static void put(size_t n)
{
  close(fuzz_file(LOG_COMMON_CURRENT, all, n));
}

/* What is known of a log that ends here; behind this many entries. */

static int same_place(struct journal_place const *a,
  struct journal_place const *b)
{
  return place_same_segment(a, b) && a->offset == b->offset;
}

static void is_frame(struct frame const *a, struct frame const *b)
{
  MUST(!frame_compare(&a->id, &b->id) && a->id.alone == b->id.alone);
  MUST(same_place(&a->from, &b->from) && a->length == b->length);
}

static void places(unsigned int n)
{
  unsigned int i = 0, k;
  for (; i < HOSTS; i++)
  {
    struct journal_place p, *is;
    host(&p, i);
    for (k = 0; k < n; k++)
      if (!strcmp(log.frame[k].from.host, p.host) && log.frame[k].length)
      {
        p = log.frame[k].from;
        p.offset += log.frame[k].length;
      }
    is = places_find(&common.places, p.host);
    MUST(is && same_place(is, &p));
  }
}

static void knows(unsigned int n)
{
  unsigned int alone = 0, i = n;
  for (; i && log.frame[i - 1].id.alone; i--) alone++;
  MUST(!alone == !common.alone);
  MUST(common.any == (i > 0));
  if (i) is_frame(&common.last, &log.frame[i - 1]);
  places(n);
}

/* How many entries have begun before this place: their frames, at least. */
static unsigned int begun(size_t end)
{
  unsigned int n = 0;
  while (n < log.n && log.bytes[n] <= end) n++;
  return n;
}

static size_t end_of(unsigned int n)
{
  return n ? log.bytes[n - 1] + log.frame[n - 1].length : 0;
}

/* Walk from end to end: the entries are those that were made, in their order.
   Returns how it ended; *n is how many there were. */
static enum frames_answer walk(unsigned int *n)
{
  struct segment s;
  struct frames w;
  enum frames_answer r;
  unsigned int i = (unsigned int)log.before;
  if (segment_read(&s, home, LOG_COMMON_CURRENT) != 1 || !frames_begin(&w, &s))
    return close(s.fd), FRAMES_BROKEN;
  while ((r = frames_next(&w)) == FRAMES_ENTRY || r == FRAMES_PLACE
    || r == FRAMES_BEFORE)
  {
    if (r != FRAMES_ENTRY) continue;
    MUST(i < log.n && w.start == log.start[i] && w.bytes == log.bytes[i]);
    is_frame(&w.frame, &log.frame[i++]);
  }
  close(s.fd);
  *n = i;
  return r;
}

/* Cut here. */

static void go_on(unsigned int n, struct bytes b)
{
  struct frame f = { .id.n = 1000 };
  struct entry x = { .s = all };
  char line[256];
  unsigned int how = bytes_number(&b);
  b = bytes_part(&b, 200);
  if (n) x.id = log.frame[n - 1].id, x.from = log.frame[n - 1].from,
    x.s += log.bytes[n - 1], x.n = log.frame[n - 1].length;
  MUST(common_open(&common, home, &error) == 1);
  MUST(common_complete(&common, &x) == 1 && !common.missing);
  if (b.n)
  {
    log.t.len = n ? end_of(n) : (size_t)common.size;
    log.n = n;
    log.before &= n > 0;
    memcpy(line, b.s, b.n);
    next_entry(&f, how, line, b.n);
    x = (struct entry){ f.id, f.from, line, b.n };
    MUST(common_append(&common, &x) == 1);
    add_entry(&f, line);
  }
  common_close(&common);
  MUST(common_look(&common, home, &error) == 1 && !common.missing);
  common_close(&common);
  if (!b.n) return;
  knows(log.n);
  MUST(walk(&n) == FRAMES_END && n == log.n);
}

/* An entry of which a byte is missing is none. */
static void whole(size_t at)
{
  unsigned int want = (unsigned int)log.before, n;
  enum frames_answer r = walk(&n);
  while (want < log.n && end_of(want + 1) <= at) want++;
  MUST(n == want);
  MUST(r == (at == log.start[0] || (n && end_of(n) == at) ? FRAMES_END
    : FRAMES_TORN));
}

static void cut_here(size_t at, struct bytes b)
{
  unsigned int n = begun(at);
  int r;
  put(at);
  if (log.n && at >= log.start[0]) whole(at);
  r = common_look(&common, home, &error);
  MUST(r == 1 || (r == -1 && *error.text && at < log.header));
  if (r != 1) return;
  common_close(&common);
  if (at < log.start[0] || !log.n) return;
  MUST(common.size == end_of(n) || !n);
  MUST(common.missing == (n && end_of(n) > at ? end_of(n) - at : 0));
  knows(n);
  go_on(n, b);
}

/* One byte is another one. A line's end comes or goes only between entries'
   lines: frames are found by theirs. */
static void damage(size_t at, unsigned int by)
{
  unsigned int n = (unsigned int)log.before, whole;
  enum frames_answer r;
  char was = all[at];
  if (at < log.header || !(by & 255)) return;
  all[at] = (char)(was ^ (char)by);
  while (n < log.n && end_of(n + 1) <= at) n++;
  put(log.t.len);
  if (n < log.n && at >= log.bytes[n]) MUST(walk(&whole) == FRAMES_END);
  else if (was != '\n' && all[at] != '\n')
  {
    r = walk(&whole);
    MUST(r == FRAMES_BROKEN && whole <= n);
    MUST(common_look(&common, home, &error) == -1 && *error.text);
  }
}

/* What the engine says when it is asked for an entry: that it has it, that it
   has not, that it is another's; or something else. */

static void bulk(struct text *t, char const *s, size_t n)
{
  text_addc(t, '$');
  text_addu(t, n);
  text_adds(t, "\r\n");
  text_add(t, s, n);
  text_adds(t, "\r\n");
}

static void number(struct text *t, char const *name, uint64_t u)
{
  char array[24];
  struct text n = TEXT(array);
  bulk(t, name, 1);
  text_addu(&n, u);
  bulk(t, n.s, n.len);
}

static void reply(struct text *t, unsigned int i, unsigned int what)
{
  struct frame const *f = &log.frame[i];
  char array[FRAME_ID];
  struct text id = TEXT(array);
  if (what == 1) text_adds(t, "*0\r\n");
  if (what == 3) text_adds(t, "*1\r\n$2\r\nno\r\n");
  if (what & 1) return;
  frame_add_id(&id, &f->id);
  text_adds(t, "*1\r\n*2\r\n");
  bulk(t, id.s, id.len);
  text_adds(t, "*10\r\n");
  bulk(t, "h", 1);
  bulk(t, what ? "other" : f->from.host, what ? 5 : strlen(f->from.host));
  number(t, "n", f->from.number);
  bulk(t, "r", 1);
  bulk(t, f->from.random, sizeof f->from.random);
  number(t, "o", f->from.offset);
  bulk(t, "d", 1);
  bulk(t, all + log.bytes[i], f->length);
}

/* The engine's end of the connection, with all that it says. */
static int engine(struct text const *t)
{
  int fds[2];
  if (ipc_pair_b(fds) == -1 || allwrite(fds[1], t->s, t->len) != t->len)
    fuzz_system("socketpair");
  shutdown(fds[1], SHUT_WR);
  if (fd_move(100, fds[1]) == -1) fuzz_system("fd_move");
  return fds[0];
}

/* The first entry that it still has, and the last one, whatever that is. */
static int ends(struct text *t, struct bytes *b, int from, int to)
{
  unsigned int what = bytes_number(b);
  int i = from + (int)(what >> 3) % (to - from + 1);
  what = (what & 7) == 7 ? 3 : i == to;
  reply(t, (unsigned int)i, what);
  if (what != 3) reply(t, (unsigned int)i, what);
  return what == 3 ? -1 : what ? from : i;
}

/* By halves: the entry that the log ends with then; 0 none; -1 it stays. */
static int going_back(struct text *t, struct bytes *b)
{
  int from = (int)log.before, to = (int)log.n, none, end = 0;
  while (to > from && log.frame[to - 1].id.alone) to--;
  none = to > from || log.segment.number > 1 ? -1 : 0;
  if ((from = ends(t, b, from, to)) == -1) return -1;
  while (from < to)
  {
    int middle = from + (to - from) / 2;
    unsigned int what = bytes_number(b) % 8;
    if (what > 3) what = what & 1;
    reply(t, (unsigned int)middle, what);
    if (what == 3) return -1;
    if (what) to = middle;
    else end = from = middle + 1;
  }
  return end ? end : none;
}

static void go_back(struct bytes b)
{
  static char said[MAX * 2 + ENTRIES * 400];
  struct text t = TEXT(said);
  struct engine e = { .log = NAME };
  int want = going_back(&t, &b), r;
  struct stat st;
  unsigned int n;
  put(log.t.len);
  MUST(common_look(&common, home, &error) == 1);
  MUST(!t.cut && engine_open(&e, engine(&t)) == 1);
  r = back_to_engine(&common, &e);
  redisFree(*(redisContext **)e.is);
  close(100);
  MUST(r == (want == -1 ? -1 : 1) && (r == 1 || *error.text));
  if (stat(LOG_COMMON_CURRENT, &st) == -1) fuzz_system("stat");
  if (r == -1) MUST((size_t)st.st_size == log.t.len);
  if (r == -1) return;
  if (want) MUST((size_t)st.st_size == end_of((unsigned int)want));
  MUST(walk(&n) == FRAMES_END && n == (unsigned int)(want ? want : log.before));
}

void fuzz(char const *s, size_t n)
{
  char warnings[2];
  struct bytes b = { s, n }, end;
  unsigned int how = bytes_number(&b);
  size_t at = bytes_number(&b) << 8;
  at |= bytes_number(&b);
  if (n < 12 || n > MAX) return;
  if (home == -1) first_time();
  *error.text = 0;
  end.s = b.s + b.n - b.n / 8;
  end.n = b.n / 8;
  b.n -= end.n;
  make(&b, how);
  at %= log.t.len;
  fuzz_listen();
  switch (how % 3)
  {
    case 0: cut_here(at, end); break;
    case 1: damage(at, how >> 3); break;
    default: go_back(end);
  }
  fuzz_heard(warnings, sizeof warnings);
}
