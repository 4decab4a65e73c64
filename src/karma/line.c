/* Lines of the journal, read. line_write.c writes them. */

#include <string.h>

#include "line.h"
#include "../base/scan.h"
#include "../base/sum.h"

#define DAYS_MAX (36500 * (uint64_t)10000)

/* What is left of the line while it is read, word by word. Behind it there is
   a blank, that of the check. */
struct rest
{
  char const *s;
  size_t n;
};

/* Go on by n bytes, and by the blank behind them if there is one. */
static void pass(struct rest *r, size_t n)
{
  n += n < r->n;
  r->s += n;
  r->n -= n;
}

/* Take the next word. 1, or 0 at the end or at a stray blank. Words are short:
   a call of memchr costs more than it spares. */
static int word(struct rest *r, char const **s, size_t *n)
{
  size_t i = 0;
  while (r->s[i] != ' ') i++;
  *s = r->s;
  *n = i;
  pass(r, i);
  return i > 0;
}

static int is(char const *s, size_t n, char const *literal)
{
  return strlen(literal) == n && !memcmp(s, literal, n);
}

/* Does this word begin with `name='? Then s and n become the value. */
static inline int named(char const **s, size_t *n, char const *name, size_t len)
{
  if (*n < len || memcmp(*s, name, len)) return 0;
  *s += len;
  *n -= len;
  return 1;
}

#define NAMED(s, n, name) named((s), (n), name "=", sizeof (name "=") - 1)

/* A word that is a number, mostly a small one. */
static int number(struct rest *r, uint64_t *u)
{
  unsigned int digit = (unsigned int)*r->s - '0';
  size_t n = 1;
  if (digit <= 9 && r->s[1] == ' ') *u = digit;
  else n = scan_decimal(r->s, r->n, u, UINT32_MAX);
  if (!n || r->s[n] != ' ') return 0;
  pass(r, n);
  return 1;
}

static int points(struct rest *r, int64_t *i)
{
  uint64_t u;
  int minus;
  if (!r->n) return 0;
  minus = *r->s == '-';
  r->s += minus;
  r->n -= (size_t)minus;
  if (!number(r, &u)) return 0;
  *i = minus ? -(int64_t)u : (int64_t)u;
  return 1;
}

static int class_scan(struct rest *r, enum line_class *class)
{
  char const *s;
  size_t n;
  if (!word(r, &s, &n) || n != 1) return 0;
  if (*s != CLASS_NEUTRAL && *s != CLASS_NICE && *s != CLASS_NAUGHTY
    && *s != CLASS_BOXED && *s != CLASS_IMMUNE) return 0;
  *class = (enum line_class)*s;
  return 1;
}

/* The pairs that carry rules; others are for people. What is wrong, or 0. */
static char const *pairs(struct line *l, struct rest *r)
{
  static char const wrong[] = "bad or missing neg, pd or pm";
  enum { NEG = 1, PD = 2, PM = 4 };
  unsigned int seen = 0;
  char const *s;
  size_t n;
  while (r->n)
  {
    if (!word(r, &s, &n)) return wrong;
    if (*s != 'n' && *s != 'p' && *s != 'm') continue;
    if (NAMED(&s, &n, "neg"))
    {
      if (!scan_number(s, n, &l->negative, INT32_MAX)) return wrong;
      seen |= NEG;
    }
    else if (NAMED(&s, &n, "pd"))
    {
      if (!scan_fraction(s, n, &l->penalty_days, DAYS_MAX)) return wrong;
      seen |= PD;
    }
    else if (NAMED(&s, &n, "pm"))
    {
      if (!scan_fraction(s, n, &l->penalty_max, DAYS_MAX)) return wrong;
      seen |= PM;
    }
    else if (NAMED(&s, &n, "mx"))
    {
      if (!scan_number(s, n, &l->mixed, INT32_MAX)) return "bad mx";
    }
    else if (NAMED(&s, &n, "nb") && !scan_number(s, n, &l->asked, 1))
      return "bad nb";
  }
  return l->class != CLASS_NAUGHTY || seen == (NEG | PD | PM) ? 0 : wrong;
}

/* What import says: all of it, in any order. */
static int imported(struct line *l, struct rest *r)
{
  enum { DAYS, VALUES = 5 };
  struct { char const *name; uint64_t *value; uint64_t max; } const f[VALUES] =
  {
    [DAYS] = { "days=", &l->days, DAYS_MAX },
    { "since=", &l->since, INT64_MAX / 2 },
    { "naughty=", &l->naughty, UINT32_MAX },
    { "nice=", &l->nice, UINT32_MAX },
    { "connects=", &l->connects, UINT32_MAX }
  };
  unsigned int i, seen = 0;
  char const *s;
  size_t n;
  while (r->n)
  {
    if (!word(r, &s, &n)) return 0;
    for (i = 0; i < VALUES && !named(&s, &n, f[i].name, strlen(f[i].name));)
      i++;
    if (i == VALUES) continue;
    if (i == DAYS ? !scan_fraction(s, n, f[i].value, f[i].max)
      : !scan_number(s, n, f[i].value, f[i].max)) return 0;
    seen |= 1U << i;
  }
  return seen == (1U << VALUES) - 1;
}

static char const *connection(struct line *l, struct rest *r)
{
  l->kind = LINE_CONNECTION;
  if (!points(r, &l->karma)) return "bad karma";
  if (!number(r, &l->counts.success) || !number(r, &l->counts.tempfail)
    || !number(r, &l->counts.permfail)) return "bad counts";
  if (!class_scan(r, &l->class)) return "bad class";
  if (!word(r, &l->end, &l->endlen)) return "no end";
  if (!word(r, &l->events, &l->eventslen)) return "no events";
  l->pairs = r->s;
  l->pairslen = r->n;
  return pairs(l, r);
}

/* set and prune, whose value this is: about all, and nothing but pairs stands
   behind it. */
static char const *about_all(struct line *l, struct rest *r,
  char const *value, size_t len)
{
  if (l->kind == LINE_SET)
  {
    if (!NAMED(&value, &len, "expire_days")
      || scan_decimal(value, len, &l->days, 36500) != len || !l->days)
      return "bad expire_days";
  }
  else if (!NAMED(&value, &len, "days")
    || !scan_fraction(value, len, &l->days, DAYS_MAX)) return "bad days";
  while (word(r, &value, &len))
    if (!memchr(value, '=', len)) return "a word too many";
  return 0;
}

/* capture and release, likewise. */
static char const *about_client(struct line *l, char const *value, size_t len)
{
  if (!l->address.known) return "no address";
  return l->kind == LINE_RELEASE || (NAMED(&value, &len, "days")
    && scan_fraction(value, len, &l->days, DAYS_MAX)) ? 0 : "bad days";
}

static char const *order(struct line *l, struct rest *r, int nobody)
{
  char const *s, *value = 0;
  size_t n, len = 0;
  if (!word(r, &s, &n)) return "no order";
  l->pairs = r->s;
  l->pairslen = r->n;
  if (is(s, n, "import"))
  {
    l->kind = LINE_IMPORT;
    if (!l->address.known) return "no address";
    return imported(l, r) ? 0 : "bad or missing value of import";
  }
  word(r, &value, &len);
  if (is(s, n, "release")) l->kind = LINE_RELEASE;
  else if (is(s, n, "capture")) l->kind = LINE_CAPTURE;
  else if (is(s, n, "set")) l->kind = LINE_SET;
  else if (is(s, n, "prune")) l->kind = LINE_PRUNE;
  else return "unknown order";
  if (l->kind == LINE_RELEASE || l->kind == LINE_CAPTURE)
    return about_client(l, value, len);
  return nobody ? about_all(l, r, value, len) : "an address too many";
}

/* Everything between the stamp and the check. */
static char const *content(struct line *l, struct rest *r)
{
  char const *s;
  size_t n;
  int nobody;
  if (!word(r, &s, &n)) return "no address";
  nobody = is(s, n, "-");
  if (!address_scan(&l->address, s, n) && !is(s, n, "unknown") && !nobody)
    return "bad address";
  if (!r->n) return "no content";
  if (*r->s != '-' && (*r->s < '0' || *r->s > '9')) return order(l, r, nobody);
  return nobody ? "bad address" : connection(l, r);
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Are eight bytes all between blank and `~', and no two blanks together? If one
   is out of range, the lowest such byte has its own high bit set, or gets it by
   the subtraction or the addition, in which the bytes below it neither borrow
   nor carry. Otherwise only blanks, made zero, stay below 128 when 127 is
   added. */
static int plain8(char const *s)
{
  uint64_t u, blanks;
  memcpy(&u, s, sizeof u);
  if ((u | (u - EACH(0x20)) | (u + EACH(1))) & EACH(0x80)) return 0;
  blanks = ~((u ^ EACH(' ')) + EACH(0x7f)) & EACH(0x80);
  return !(blanks & blanks << 8);
}

/* Whoever may append could put escapes for a terminal into a line; none of
   ours has any. Words are separated by single blanks. */
static char const *wrong_byte(char const *s, size_t n)
{
  size_t i = 0;
  while (n - i >= 8 && plain8(s + i)
    && !(i && s[i] == ' ' && s[i - 1] == ' ')) i += 8;
  for (; i < n; i++)
  {
    if (s[i] < ' ' || s[i] > '~') return "not printable";
    if (s[i] == ' ' && i && s[i - 1] == ' ') return "a blank too many";
  }
  return 0;
}

static char const *scan(struct line *l, char const *s, size_t n)
{
  struct rest r;
  char const *wrong;
  if (n >= LINE_LEN) return "too long";
  if (n < STAMP_LEN + 1 + LINE_TAIL) return "too short";
  if (memcmp(s + n - LINE_TAIL, " ~", 2)
    || !sum_match(s + n - SUM_DIGITS, sum_add(0, s, n - LINE_TAIL)))
    return "wrong check";
  wrong = wrong_byte(s, n);
  if (wrong) return wrong;
  if (!stamp_scan(&l->stamp, s, n) || s[STAMP_LEN] != ' ') return "bad stamp";
  r.s = s + STAMP_LEN + 1;
  r.n = n - LINE_TAIL - STAMP_LEN - 1;
  return content(l, &r);
}

int line_scan(struct line *l, char const *s, size_t n, char const **why)
{
  memset(l, 0, sizeof *l);
  *why = scan(l, s, n);
  return !*why;
}

/* The word at the beginning of any text: its length. */
static size_t length(char const *s, size_t n)
{
  char const *blank = memchr(s, ' ', n);
  return blank ? (size_t)(blank - s) : n;
}

int line_take(struct pair *p, char const **s, size_t *n)
{
  struct rest r = { *s, *n };
  char const *equals = 0;
  while (!equals && r.n)
  {
    p->name = r.s;
    p->len = length(r.s, r.n);
    pass(&r, p->len);
    equals = memchr(p->name, '=', p->len);
  }
  *s = r.s;
  *n = r.n;
  if (!equals) return 0;
  p->namelen = (size_t)(equals - p->name);
  p->value = equals + 1;
  p->len -= p->namelen + 1;
  return 1;
}

int line_find(struct pair *p, struct line const *l, char const *name)
{
  char const *s = l->pairs;
  size_t n = l->pairslen;
  while (line_take(p, &s, &n))
    if (is(p->name, p->namelen, name)) return 1;
  return 0;
}
