/* body: the message body's way through src/smtp/body.c, for every sequence of
   CR, LF, NUL, dot and a letter up to N bytes, in several places of a
   message, fed whole, byte by byte, and split at every place.

     body N     says how much was tried, what went wrong, and for each kind of
                server in how many messages it would see an end inside, as
                they came and as we pass them

   What is right is said here once more, for a whole message at once: where it
   ends, what the server reads, what the client gets back from it, and where
   servers that are less strict would see an end of data, in what we pass and
   in the bytes as they came. Nothing is shared with the code that is tried. */

#include <string.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/base/text.h"
#include "../../src/smtp/body.h"

#define MAX 8192
#define WRONG_MAX 20

static char const alphabet[] = { '\r', '\n', 0, '.', 'x' };
static char const tail[] = "\r\n.\r\nQUIT\r\n";

/* Where the sequence stands; the tail follows. */
static struct
{
  char const *name;
  char const *before;
  char const *behind;
} const places[] =
{
  { "alone", "", "" },
  { "at the start", "", "b" },
  { "in a line", "a", "b" },
  { "between lines", "a\r\n", "b" },
  { "at the end", "a\r\n", "" },
  { "before a dot", "a\r\n", ".\r\nb" },
  { "between dots", ".\r", ".\n" }
};

#define PLACES (sizeof places / sizeof *places)

static uint64_t sequences, messages, feeds, loose_messages;
static unsigned int wrong;

struct message
{
  char s[MAX];        /* what the client sends behind DATA */
  size_t len;
  size_t end;         /* behind the final dot's line */
  int bare_lf;
  int bare_cr;
  int nul;
  char out[MAX];      /* what the server should read */
  size_t outlen;
};

static void complain(char const *what, char const *place,
  struct message const *m)
{
  char line[400];
  struct text t = TEXT(line);
  if (wrong++ >= WRONG_MAX) return;
  text_adds(&t, what);
  text_adds(&t, ", ");
  text_adds(&t, place);
  text_adds(&t, ": ");
  text_addescaped(&t, m->s, m->len > 60 ? 60 : m->len);
  t.s[t.max - 1] = '\n';
  if (t.len < t.max) text_addc(&t, '\n');
  allwrite(1, t.s, t.len);
}

/* Servers. All end lines at CR LF. The first two see no end but ours; of the
   others each sees none that it would not have seen in the bytes as they
   came. */
enum bare_cr { BYTE, END, DROPPED };

static struct reader
{
  char const *name;
  int lf_ends;
  enum bare_cr cr;
  int drops_nul;
  uint64_t came;      /* messages in which it sees an end, as they came, */
  uint64_t passed;    /* and as we pass them */
} readers[] =
{
  { "CR LF", 0, BYTE, 0, 0, 0 },
  { "LF", 1, BYTE, 0, 0, 0 },
  { "CR", 0, END, 0, 0, 0 },
  { "LF, CR", 1, END, 0, 0, 0 },
  { "drops CR", 0, DROPPED, 0, 0, 0 },
  { "LF, drops CR", 1, DROPPED, 0, 0, 0 },
  { "drops NUL", 0, BYTE, 1, 0, 0 },
  { "LF, drops NUL", 1, BYTE, 1, 0, 0 },
  { "CR, drops NUL", 0, END, 1, 0, 0 },
  { "LF, CR, drops NUL", 1, END, 1, 0, 0 },
  { "drops CR and NUL", 0, DROPPED, 1, 0, 0 },
  { "LF, drops CR and NUL", 1, DROPPED, 1, 0, 0 }
};

#define READERS (sizeof readers / sizeof *readers)
#define TRUE_READERS 2

/* What stands there for a reader: LF for a line end, which takes *n bytes;
   NUL for nothing. */
static char read_one(struct reader const *r, char const *s, size_t *n)
{
  size_t len = *n, next = 1;
  *n = 1;
  if (*s == '\n') return r->lf_ends ? '\n' : 'n';
  if (*s != '\r') return *s || r->drops_nul ? *s : '0';
  while (r->drops_nul && next < len && !s[next]) next++;
  if (next < len && s[next] == '\n') return *n = next + 1, '\n';
  return r->cr == BYTE ? 'r' : r->cr == END ? '\n' : 0;
}

/* Does it see an end of data in s[0..n), which stands behind a CR LF? */
static int sees_end(struct reader const *r, char const *s, size_t n)
{
  static char const end[] = "\n.\n";
  size_t i = 0, taken, got = 1;
  for (; i < n && got < 3; i += taken)
  {
    char c;
    taken = n - i;
    c = read_one(r, s + i, &taken);
    if (c) got = c == end[got] ? got + 1 : c == '\n';
  }
  return got == 3;
}

/* Behind the strict end of s[0..n), which stands behind a CR LF; or n + 1. */
static size_t strict_end(char const *s, size_t n)
{
  size_t i = 0;
  for (; i + 3 <= n; i++)
    if (!memcmp(s + i, ".\r\n", 3)
      && (!i || (i > 1 && !memcmp(s + i - 2, "\r\n", 2)))) return i + 3;
  return n + 1;
}

/* Is one dot all that is left of s[0..n) without these? */
static int lone(char const *s, size_t n, int cr_too)
{
  size_t i = 0, dots = 0;
  for (; i < n; i++)
    if (s[i] == '.') dots++;
    else if (s[i] && !(cr_too && s[i] == '\r')) return 0;
  return dots == 1;
}

/* A line as the server should read it, without its end. `before` and `behind`:
   the client's line end there was a bare LF. Returns the length. */
static size_t expect_line(char const *s, size_t n, int before, int behind,
  char *out)
{
  size_t i = 0, from = 0, len = 0, part = 0;
  if (!before && !behind)
  {
    memcpy(out, s, n);
    return n;
  }
  if (*s == '.' && !(n > 1 && s[1] == '.')) out[len++] = '.';
  for (; i <= n; i++)
  {
    if (i < n && s[i] != '\r') continue;
    memcpy(out + len, s + from, i - from);
    len += i - from;
    from = i;
    if (lone(out + part, len - part, part > 0) && (part ? i == n && behind
      : before || (i == n && behind))) out[len++] = '.';
    if (i < n) part = len;
  }
  if (lone(out, len, 1))
  {
    if (!memchr(out + part, '.', len - part)) out[len++] = '.';
    out[len++] = '.';
  }
  return len;
}

/* What the rules say of this message, line by line. */
static void expect(struct message *m)
{
  size_t i = 0, from = 0, body;
  int loose = 0;
  m->end = strict_end(m->s, m->len);
  m->bare_lf = m->bare_cr = m->nul = 0;
  m->outlen = 0;
  body = m->end - 3;
  for (; i < body; i++)
  {
    int strict = i && m->s[i - 1] == '\r';
    if (m->s[i] == '\r' && m->s[i + 1] != '\n') m->bare_cr = 1;
    if (!m->s[i]) m->nul = 1;
    if (m->s[i] != '\n') continue;
    if (!strict) m->bare_lf = 1;
    m->outlen += expect_line(m->s + from, i - from - (size_t)strict, loose,
      !strict, m->out + m->outlen);
    memcpy(m->out + m->outlen, "\r\n", 2);
    m->outlen += 2;
    loose = !strict;
    from = i + 1;
  }
}

/* Feed it in two pieces, or (split > len) byte by byte; 1 if all is well. */
static int feed(struct message const *m, size_t split)
{
  static char array[2 * MAX + BODY_SLACK];
  struct text out = TEXT(array);
  struct body b;
  size_t taken = 0, end = split <= m->len ? split : 1;
  memset(&b, 0, sizeof b);
  feeds++;
  for (;;)
  {
    size_t n = body_feed(&b, m->s + taken, end - taken, &out);
    taken += n;
    if (b.ended || taken == m->len) break;
    if (taken != end) return 0;
    end = split <= m->len ? m->len : taken + 1;
  }
  return b.ended && taken == m->end && b.bare_lf == (unsigned)m->bare_lf
    && b.bare_cr == (unsigned)m->bare_cr && b.nul == (unsigned)m->nul
    && !out.cut && out.len <= 2 * m->end + BODY_SLACK
    && out.len == m->outlen && !memcmp(out.s, m->out, out.len);
}

/* An end that only the client makes. */
static void judge_ends(struct message const *m, char const *place)
{
  unsigned int i = 0;
  for (; i < READERS; i++)
  {
    struct reader *r = &readers[i];
    int came = sees_end(r, m->s, m->end - 3);
    int passed = sees_end(r, m->out, m->outlen);
    r->came += (unsigned)came;
    r->passed += (unsigned)passed;
    if (passed && (!came || i < TRUE_READERS)) complain(r->name, place, m);
  }
}

/* Is this a line in which we have to show a hidden dot? */
static int hidden(char const *s, size_t n)
{
  size_t i = 0, from = 0;
  if (n == 1 || (!memchr(s, '\r', n) && !memchr(s, 0, n))) return 0;
  for (; i <= n; i++)
  {
    if (i < n && s[i] != '\r') continue;
    if (lone(s + from, i - from, 0)) return 1;
    from = i + 1;
  }
  return lone(s, n, 1);
}

/* What the client wrote, when a strict server has taken one dot off each line
   that begins with one: of a line that begins with two the client has doubled
   them; of any other it has not, if that or the one before ended in LF. */
static void judge_lines(struct message const *m, char const *place)
{
  char const *out = m->out, *in = m->s, *end = m->s + m->end - 3;
  int loose = 0;
  while (in < end)
  {
    char const *lf = memchr(in, '\n', (size_t)(end - in));
    size_t strict = lf > in && lf[-1] == '\r';
    size_t n = (size_t)(lf - in) - strict;
    char const *crlf = out;
    int doubled = n && *in == '.' && ((n > 1 && in[1] == '.')
      || !(loose || !strict));
    while (memcmp(crlf, "\r\n", 2)) crlf++;
    out += *out == '.';
    in += doubled;
    n -= (size_t)doubled;
    if (((size_t)(crlf - out) != n || memcmp(out, in, n))
      && !((loose || !strict) && hidden(in - doubled, n + (size_t)doubled)))
      complain("the client's line is another", place, m);
    loose = !strict;
    in = lf + 1;
    out = crlf + 2;
  }
}

/* The rules themselves; and not a byte changed where lines end in CR LF. */
static void judge(struct message *m, char const *place)
{
  judge_ends(m, place);
  judge_lines(m, place);
  if (!m->bare_lf && (m->outlen != m->end - 3
    || memcmp(m->s, m->out, m->outlen))) complain("bytes changed", place, m);
}

static void try(struct message *m, char const *place)
{
  size_t split = 0;
  expect(m);
  messages++;
  loose_messages += (uint64_t)m->bare_lf;
  judge(m, place);
  for (; split <= m->end + 1; split++)
    if (!feed(m, split == m->end + 1 ? (size_t)-1 : split))
    {
      complain("it went otherwise", place, m);
      return;
    }
}

static void add(struct message *m, char const *s, size_t n)
{
  memcpy(m->s + m->len, s, n);
  m->len += n;
}

static void place_it(char const *s, size_t n)
{
  static struct message m;
  unsigned int i = 0;
  sequences++;
  for (; i < PLACES; i++)
  {
    m.len = 0;
    add(&m, places[i].before, strlen(places[i].before));
    add(&m, s, n);
    add(&m, places[i].behind, strlen(places[i].behind));
    add(&m, tail, sizeof tail - 1);
    try(&m, places[i].name);
  }
}

/* Every sequence that begins with s[0..n), up to max bytes. */
static void enumerate(char *s, size_t n, size_t max)
{
  unsigned int i = 0;
  place_it(s, n);
  if (n == max) return;
  for (; i < sizeof alphabet; i++)
  {
    s[n] = alphabet[i];
    enumerate(s, n + 1, max);
  }
}

/* Lines with a dot that are longer than what is held of them pass as they
   came: they must still make no end, whatever they are long with. */
static void long_line(size_t n, char fill, char const *end)
{
  static char array[2 * MAX];
  static struct message m;
  struct text out = TEXT(array);
  struct body b;
  size_t i = 0;
  m.len = 0;
  add(&m, "a\r\n.", 4);
  memset(m.s + m.len, fill, n);
  m.len += n;
  add(&m, end, strlen(end));
  add(&m, ".\n.\r\n", 5);
  add(&m, tail, sizeof tail - 1);
  m.end = strict_end(m.s, m.len);
  memset(&b, 0, sizeof b);
  while (i < m.len && !b.ended) i += body_feed(&b, m.s + i, 1, &out);
  messages++;
  memcpy(m.out, out.s, out.len);
  m.outlen = out.len;
  if (i != m.end) complain("it went otherwise", "a long line", &m);
  judge_ends(&m, "a long line");
}

static void long_lines(void)
{
  static char const *const ends[] = { "\r\n", "\n", "\r\r\n", ".\n" };
  static char const fills[] = { 'x', 0, '\r' };
  size_t n = BODY_HOLD - 8;
  unsigned int e, f;
  for (; n < BODY_HOLD + 8; n++)
    for (e = 0; e < sizeof ends / sizeof *ends; e++)
      for (f = 0; f < sizeof fills; f++) long_line(n, fills[f], ends[e]);
}

static void tell_readers(void)
{
  unsigned int i = 0;
  for (; i < READERS; i++)
  {
    char line[100];
    struct text t = TEXT(line);
    text_adds(&t, readers[i].name);
    text_adds(&t, ": ");
    text_addu(&t, readers[i].came);
    text_adds(&t, ", ");
    text_addu(&t, readers[i].passed);
    text_addc(&t, '\n');
    allwrite(1, t.s, t.len);
  }
}

static void say(struct text *t, char const *s, uint64_t n)
{
  text_addu(t, n);
  text_adds(t, s);
}

int main(int argc, char const *const *argv)
{
  char s[16], line[200];
  struct text t = TEXT(line);
  unsigned int max;
  PROG = "body";
  if (argc != 2 || !uint0_scan(argv[1], &max) || max > sizeof s)
    strerr_dieusage(100, "body bytes");
  enumerate(s, 0, max);
  long_lines();
  say(&t, " sequences, ", sequences);
  say(&t, " messages, ", messages);
  say(&t, " of them with a bare LF, ", loose_messages);
  say(&t, " feeds, ", feeds);
  say(&t, " wrong\n", wrong);
  allwrite(1, t.s, t.len);
  tell_readers();
  return !!wrong;
}
