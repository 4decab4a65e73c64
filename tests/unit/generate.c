/* generate SEED LINES: a journal for tests, the same for the same seed: many
   clients of both families, some busy and most not, several of one network,
   offences and captures, connections that were asked to come again,
   lines out of order, a clock that steps back, gaps in which records expire,
   `set` and `prune`. */

#include <skalibs/buffer.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/karma/line.h"

#define BEGINNING 1600000000
#define CLIENTS 6000

static uint64_t seed;

/* A number below n (xorshift64*). */
static uint64_t chance(uint64_t n)
{
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return (seed * UINT64_C(2685821657736338717) >> 33) % n;
}

/* The few are many: client 0 comes often, the last hardly ever. */
static void client(struct address *a)
{
  char s[64];
  struct text t = TEXT(s);
  uint64_t c = chance(CLIENTS) * chance(CLIENTS) / CLIENTS;
  if (c % 4)
  {
    text_addu(&t, 10 + c % 5);
    text_addc(&t, '.');
    text_addu(&t, c % 7);
    text_addc(&t, '.');
    text_addu(&t, c / 256);
    text_addc(&t, '.');
    text_addu(&t, c % 256);
  }
  else
  {
    text_adds(&t, c % 3 ? "2001:db8:" : "2001:db9:");
    text_addhex(&t, c % 97, 2);
    text_addc(&t, ':');
    text_addhex(&t, c, 4);
    text_adds(&t, "::1");
  }
  if (!address_scan(a, t.s, t.len)) strerr_dief(1, "no address");
}

static void connection(struct text *t, struct line *l)
{
  static char const classes[] = "--gggnnbi";
  l->class = (enum line_class)classes[chance(sizeof classes - 1)];
  l->karma = l->class == CLASS_NAUGHTY ? -4 : 2;
  l->counts.success = chance(4);
  l->counts.tempfail = chance(3) / 2;
  l->counts.permfail = chance(5) / 3;
  l->end = "quit";
  l->endlen = 4;
  l->events = "-";
  l->eventslen = 1;
  l->negative = 1 + chance(3);
  l->penalty_days = 5000 * chance(6);
  l->penalty_max = 300000;
  l->mixed = chance(3) * chance(9);
  l->asked = !chance(6);
  line_connection(t, l);
}

static void order(struct text *t, struct line *l, uint64_t what)
{
  char s[UINT64_FMT];
  if (what < 4)
  {
    l->address.known = 0;
    line_order(t, &l->stamp, &l->address, what < 2 ? "set" : "prune");
    line_pair(t, what < 2 ? "expire_days" : "days", s,
      uint64_fmt(s, 10 + chance(60)));
    return;
  }
  line_order(t, &l->stamp, &l->address, what % 2 ? "capture" : "release");
  if (what % 2) line_pair(t, "days", s, uint64_fmt(s, chance(9)));
  line_pair(t, "why", "a \x1b[31m test", 12);
}

/* Time goes on, stands, steps back a little or much, leaps. */
static uint64_t later(uint64_t t, uint64_t n)
{
  uint64_t c = chance(n);
  if (!c) return t + 86400 * (3 + chance(9) * chance(9));
  if (c == 1) return t - chance(3 * 86400);
  if (c < 5) return t - chance(7200);
  return t + chance(4) * chance(1000000) * 6 / n;
}

int main(int argc, char const *const *argv)
{
  uint64_t n, t = BEGINNING, i = 0;
  PROG = "generate";
  if (argc != 3 || !uint640_scan(argv[1], &seed)
    || !uint640_scan(argv[2], &n)) strerr_dieusage(100, "generate seed lines");
  seed = seed * 2 + 1;
  for (; i < n; i++)
  {
    char s[LINE_LEN];
    struct text text = TEXT(s);
    struct line l = { .stamp = { (t = later(t, n / 20 + 10)), 0 } };
    uint64_t what = chance(n < 2000 ? n : n / 8);
    l.stamp.seconds -= chance(20) ? 0 : chance(200000);
    l.stamp.nano = (uint32_t)chance(1000000000);
    client(&l.address);
    if (what < 4 || what % 211 == 5 || what % 199 == 6)
      order(&text, &l, what < 4 ? what : 4 + what % 2);
    else connection(&text, &l);
    line_finish(&text);
    buffer_put(buffer_1, text.s, text.len);
  }
  if (!buffer_flush(buffer_1)) strerr_diefusys(111, "write");
  return 0;
}
