/* rules: the pure rules of src/karma at the command line. Reads lines from
   stdin and answers each with a line.

     rules address     an address: its text, whether it is private, its client
     rules key         a key: its networks, or `no key`
     rules order       keys: the same, sorted as in the databases
     rules line        a journal line: its kind and class, or what is wrong
     rules value KEY   a database value: its history, or `broken`
     rules fold DAYS   journal lines: the client's record after each, as far as
                       version 1 has it
     rules judged DAYS the rest of it: good:bad:good0:bad0:asked
     rules before DAYS as fold, by the rules of version 1
     rules karma       events [and points granted]: the karma they make; what
                       of it must have been granted, if that is told back
     rules recipients  numbers of recipients, probes, bounces and messages of
                       the null sender refused, and of recipients accepted:
                       the events */

#include <string.h>

#include <skalibs/buffer.h>
#include <skalibs/bytestr.h>
#include <skalibs/skamisc.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/karma/event.h"
#include "../../src/karma/line.h"
#include "../../src/karma/key.h"
#include "../../src/karma/rule.h"

static char out[1000];
static struct text t = TEXT(out);

static void add_key(struct key const *k)
{
  char s[KEY_FMT];
  text_addc(&t, ' ');
  text_add(&t, s, key_fmt(s, k));
}

static void address(char const *s, size_t n)
{
  char fmt[ADDRESS_FMT];
  struct address a;
  struct key k;
  int known = address_scan(&a, s, n);
  text_add(&t, fmt, address_fmt(fmt, &a));
  text_adds(&t, address_private(&a) ? " private" : "");
  if (!known) return;
  key_client(&k, &a);
  add_key(&k);
}

static void key(char const *s, size_t n)
{
  struct key k, network;
  unsigned int i = 0;
  if (!key_scan(&k, s, n))
  {
    text_adds(&t, "no key");
    return;
  }
  text_adds(&t, key_isclient(&k) ? "client" : "network");
  for (; key_network(&network, &k, i); i++)
    if (network.bits < k.bits) add_key(&network);
}

#define KEYS 100

/* Insert the key among those so far; at the end print them all. */
static void order(char const *s, size_t n)
{
  static struct key sorted[KEYS];
  static unsigned int have;
  struct key k;
  unsigned int i = have;
  if (!key_scan(&k, s, n) || have == KEYS) strerr_dief(1, "no key: ", s);
  for (; i && key_cmp(&sorted[i - 1], &k) > 0; i--) sorted[i] = sorted[i - 1];
  sorted[i] = k;
  have++;
  for (i = 0; i < have; i++) add_key(&sorted[i]);
}

static void line(char const *s, size_t n)
{
  static char const *const kinds[] = { "connection", "capture", "release",
    "import", "set", "prune" };
  struct line l;
  char const *why;
  if (!line_scan(&l, s, n, &why))
  {
    text_adds(&t, why);
    return;
  }
  text_adds(&t, kinds[l.kind]);
  text_addc(&t, ' ');
  if (l.kind == LINE_CONNECTION) text_addc(&t, (char)l.class);
  else text_addu(&t, l.days);
}

static void value(char const *s, size_t n, char const *name)
{
  struct record r;
  if (!record_scan(&r, s, n, name, strlen(name))) text_adds(&t, "broken");
  else text_addi(&t, record_history(&r));
}

/* Where the part of a value begins that version 1 has not. */
static size_t since_then(char const *s, size_t n)
{
  size_t i = 0;
  unsigned int fields = 0;
  while (i < n && fields < 13) fields += s[i++] == ':';
  return i;
}

/* All lines are taken to be of one client. */
static void fold(char const *s, size_t n, char const *what, unsigned int days)
{
  static struct record r;
  static int exists;
  static uint64_t newest;
  char fmt[RECORD_FMT];
  size_t at;
  struct line l;
  char const *why;
  if (!line_scan(&l, s, n, &why)) strerr_dief(1, why, ": ", s);
  if (l.stamp.seconds > newest) newest = l.stamp.seconds;
  if (rule_apply(&r, &exists, &l, newest, days,
    *what == 'b' ? 1 : RECORD_VERSION) == RULE_RESET)
    text_adds(&t, "anew ");
  if (!exists)
  {
    text_adds(&t, "none");
    return;
  }
  n = record_fmt(fmt, &r, "", 0) - 5;
  at = since_then(fmt, n);
  if (*what == 'j') text_add(&t, fmt + at, n - at);
  else text_add(&t, fmt, at - 1);
}

static void karma(char const *s, size_t n)
{
  size_t events = byte_chr(s, n, ' ');
  struct tally tally;
  int granted = 0;
  int64_t k;
  tally_scan(&tally, s, events);
  if (events < n && !int0_scan(s + events + 1, &granted))
    strerr_dief(1, "no points: ", s);
  tally.granted = granted;
  k = tally_karma(&tally, &awards_default);
  text_addi(&t, k);
  if (tally_granted(&tally, &awards_default, k) != granted)
    text_adds(&t, " but not told back");
}

static void recipients(char const *s)
{
  struct tally tally = { { 0 }, 0 };
  struct refused r = { 0, 0, 0, 0 };
  uint32_t messages, accepted, *to[] = { &r.recipients, &r.probes, &r.bounces,
    &messages, &accepted };
  size_t i = 0;
  for (; i < 5; i++)
  {
    s += uint32_scan(s, to[i]);
    if (*s == ' ') s++;
  }
  r.message = messages > 0;
  tally_recipients(&tally, &r, accepted);
  tally_add(&t, &tally);
}

/* SINCE UNTIL NOW: is the box in force? */
static void boxed(char const *s)
{
  struct record r = { 0 };
  uint64_t now = 0, *to[] = { &r.since, &r.until, &now };
  size_t i = 0;
  for (; i < 3; i++)
  {
    s += uint64_scan(s, to[i]);
    if (*s == ' ') s++;
  }
  text_adds(&t, rule_boxed(&r, now) ? "boxed" : "free");
}

static void answer(char const *const *argv, char const *s, size_t n)
{
  unsigned int days = 60;
  if (!strcmp(argv[1], "address")) address(s, n);
  else if (!strcmp(argv[1], "key")) key(s, n);
  else if (!strcmp(argv[1], "order")) order(s, n);
  else if (!strcmp(argv[1], "line")) line(s, n);
  else if (!strcmp(argv[1], "value")) value(s, n, argv[2]);
  else if (!strcmp(argv[1], "karma")) karma(s, n);
  else if (!strcmp(argv[1], "recipients")) recipients(s);
  else if (!strcmp(argv[1], "boxed")) boxed(s);
  else if (uint0_scan(argv[2], &days)) fold(s, n, argv[1], days);
  text_addc(&t, '\n');
  buffer_put(buffer_1, t.s, t.len);
  t.len = 0;
}

int main(int argc, char const *const *argv)
{
  stralloc s = STRALLOC_ZERO;
  PROG = "rules";
  if (argc < 2) strerr_dieusage(100, "rules what [word]");
  while (skagetln(buffer_0, &s, '\n') == 1)
  {
    s.s[s.len - 1] = 0;
    answer(argv, s.s, s.len - 1);
    s.len = 0;
  }
  stralloc_free(&s);
  if (!buffer_flush(buffer_1)) strerr_diefusys(111, "write");
  return 0;
}
