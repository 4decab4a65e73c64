/* What the engine answers (src/share/redis.c): what is taken for an entry can
   be one in the common log, what is taken for a host's place is one, and
   whatever is wrong is said in one printable line. */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/socket.h>

#include <hiredis/hiredis.h>

#include "fuzz.h"
#include "../../src/karma/line.h"
#include "../../src/share/engine.h"

#define PEER 100    /* the engine's end */

static struct engine e;

static void begin(struct bytes b)
{
  int fds[2];
  memset(&e, 0, sizeof e);
  strcpy(e.log, "log");
  if (ipc_pair_b(fds) == -1 || allwrite(fds[1], b.s, b.n) != b.n)
    fuzz_system("socketpair");
  shutdown(fds[1], SHUT_WR);
  if (fd_move(PEER, fds[1]) == -1) fuzz_system("fd_move");
  MUST(engine_open(&e, fds[0]) == 1);
}

static void end(void)
{
  redisFree(*(redisContext **)e.is);
  close(PEER);
}

/* Every answer -1 has its reason. */
static int said(int r)
{
  char const *c = e.error.text;
  if (r != -1) return r;
  MUST(*c);
  for (; *c; c++) MUST(*c >= ' ' && *c <= '~');
  return r;
}

static void is_place(struct journal_place const *p)
{
  char array[FRAME_LEN];
  struct text t = TEXT(array);
  struct journal_place again = *p;
  frame_add_place(&t, p);
  MUST(frame_scan_place(&again, t.s, t.len) && place_same_segment(&again, p)
    && again.offset == p->offset);
}

/* As it would stand in the log. */
static void is_entry(struct entry const *x)
{
  char array[FRAME_LEN];
  struct text t = TEXT(array);
  struct frame const f = { x->id, x->from, x->n };
  struct frame again;
  MUST(x->n && x->n <= FRAME_ENTRY && x->s[x->n - 1] == '\n');
  MUST(!x->id.alone && memchr(x->from.host, 0, sizeof x->from.host));
  frame_begin(&t, &f);
  MUST(!t.cut && frame_scan(&again, t.s, t.len - 1) == FRAME_BEGIN);
  MUST(engine_same(x, &again));
  again.from.offset++;
  MUST(!engine_same(x, &again));
}

/* All that follows, as qkarma-hear reads it. */
static void read_all(struct frame const *last)
{
  struct entry x;
  int r = said(engine_read(&e, last, &x));
  if (r == -1) return;
  if (r && last) MUST(engine_same(&x, last));
  while ((r = said(engine_next(&e, &x))) == 1) is_entry(&x);
}

static void ends(void)
{
  struct entry_id first, last;
  if (said(engine_ends(&e, &first, &last)) == 1)
    MUST(!first.alone && !last.alone);
}

static void at(void)
{
  struct journal_place p = { .host = "mx1" };
  if (said(engine_at(&e, &p)) != 1) return;
  MUST(!strcmp(p.host, "mx1"));
  is_place(&p);
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  unsigned int what = bytes_number(&b), i = 0;
  struct frame const last = { { 1700000000000, 1, 0 }, { .host = "mx1",
    .number = 1, .random = "0123456789abcdef" }, 2 };
  struct entry const x = { last.id, last.from, "x\n", 2 };
  if (n > STREAM_MAX) return;
  begin(b);
  e.minutes = what >> 3;
  for (; i < 3; i++) switch (what % 8)
  {
    case 0: at(); break;
    case 1: read_all(0); break;
    case 2: read_all(&last); break;
    case 3: said(engine_has(&e, &last)); break;
    case 4: ends(); break;
    case 5: said(engine_append(&e, &x)); break;
    case 6: said(engine_restore(&e, &x, &x.from, 1)); break;
    default: said(engine_wait(&e, &last));
  }
  end();
}
