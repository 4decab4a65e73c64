/* body: the message body's way through src/smtp/body.c, for every sequence of
   CR, LF, NUL, dot and a letter up to N bytes, in several places of a
   message, fed whole, byte by byte, and split at every place.

     body N     says how much was tried, and what went wrong

   What is right is said here once more, for a whole message at once: where it
   ends, what the server reads, and where three kinds of servers would see an
   end of data. Nothing is shared with the code that is tried. */

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

/* The end of data that a server sees in s[0..n), which begins behind a CR LF:
   bytes up to there, or n + 1. It takes CR LF . CR LF, and what else it is
   told to. */
enum server { STRICT, LF_DOT_LF, MAILFRONT };

static size_t seen_end(char const *s, size_t n, enum server server)
{
  size_t dot = 0;
  for (; dot < n; dot++)
  {
    int lf_before = !dot || s[dot - 1] == '\n';
    int cr_before = !dot || (dot > 1 && s[dot - 2] == '\r');
    int lf = dot + 1 < n && s[dot + 1] == '\n';
    int crlf = dot + 2 < n && s[dot + 1] == '\r' && s[dot + 2] == '\n';
    if (s[dot] != '.' || !lf_before) continue;
    if (crlf && (cr_before || server == MAILFRONT)) return dot + 3;
    if (lf && server == MAILFRONT) return dot + 2;
    /* The start of a message is behind the CR LF of DATA: there LF . LF is
       CR LF . LF, but its LF is there. */
    if (lf && server == LF_DOT_LF) return dot + 2;
  }
  return n + 1;
}

/* What the rules say of this message, line by line. */
static void expect(struct message *m)
{
  size_t i = 0, from = 0, body;
  int loose = 0;
  m->end = seen_end(m->s, m->len, STRICT);
  m->bare_lf = m->bare_cr = 0;
  m->outlen = 0;
  body = m->end - 3;
  for (; i < body; i++)
  {
    size_t n = i - from;
    int strict = i && m->s[i - 1] == '\r';
    if (m->s[i] == '\r' && m->s[i + 1] != '\n') m->bare_cr = 1;
    if (m->s[i] != '\n') continue;
    if (!strict) m->bare_lf = 1;
    if (m->s[from] == '.' && (loose || !strict)) m->out[m->outlen++] = '.';
    memcpy(m->out + m->outlen, m->s + from, n - (size_t)strict);
    m->outlen += n - (size_t)strict;
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
    && b.bare_cr == (unsigned)m->bare_cr && !out.cut
    && out.len == m->outlen && !memcmp(out.s, m->out, out.len);
}

/* The rules themselves: an end that only the client makes, and not a byte
   changed where lines end in CR LF. */
static void judge(struct message *m, char const *place)
{
  static char const *const names[] = { "a strict server is fooled",
    "a server that takes LF . LF is fooled", "mailfront would be fooled" };
  int server = STRICT;
  memcpy(m->out + m->outlen, ".\r\n", 3);
  for (; server <= MAILFRONT; server++)
    if (seen_end(m->out, m->outlen + 3, (enum server)server)
      != m->outlen + 3) complain(names[server], place, m);
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
   came: they must still make no end. */
static void long_lines(void)
{
  static char const *const ends[] = { "\r\n", "\n", "\r\r\n" };
  static struct message m;
  size_t n = BODY_HOLD - 8;
  unsigned int e;
  for (; n < BODY_HOLD + 8; n++) for (e = 0; e < 3; e++)
  {
    static char array[2 * MAX];
    struct text out = TEXT(array);
    struct body b;
    size_t i = 0;
    m.len = 0;
    add(&m, "a\r\n.", 4);
    memset(m.s + m.len, 'x', n);
    m.len += n;
    add(&m, ends[e], strlen(ends[e]));
    add(&m, ".\n.\r\n", 5);
    add(&m, tail, sizeof tail - 1);
    memset(&b, 0, sizeof b);
    while (i < m.len && !b.ended) i += body_feed(&b, m.s + i, 1, &out);
    messages++;
    text_add(&out, ".\r\n", 3);
    if (i != seen_end(m.s, m.len, STRICT)
      || seen_end(out.s, out.len, MAILFRONT) != out.len)
      complain("it went otherwise", "a long line", &m);
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
  return !!wrong;
}
