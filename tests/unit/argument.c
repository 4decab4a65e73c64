/* argument: how MAIL and RCPT are read, at the command line.

     argument read            command lines from stdin; of each a line: `501`,
                              `555`, or `250 ` and its path, as src/smtp has it
     argument generate SEED N N MAIL commands, the same for the same seed: good
                              ones, and what becomes of them when bytes are
                              lost, come twice or from elsewhere */

#include <string.h>

#include <skalibs/buffer.h>
#include <skalibs/skamisc.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>
#include <skalibs/types.h>

#include "../../src/base/text.h"
#include "../../src/smtp/argument.h"
#include "../../src/smtp/command.h"
#include "../../src/smtp/ehlo.h"

static void put(char const *s, size_t n)
{
  if (buffer_put(buffer_1, s, n) != (ssize_t)n)
    strerr_diefusys(111, "write to stdout");
}

static void read_all(void)
{
  static stralloc sa = STRALLOC_ZERO;
  int r;
  while ((r = skagetln(buffer_0, &sa, '\n')) > 0)
  {
    struct command c;
    struct argument a;
    int rcpt;
    command_parse(&c, sa.s, sa.len);
    rcpt = c.verb == VERB_RCPT;
    if (!argument_read(&a, c.argument, c.argumentlen, rcpt ? "TO:" : "FROM:"))
      put("501", 3);
    else if (!ehlo_parameters(c.verb, a.rest, a.restlen)) put("555", 3);
    else
    {
      put("250 ", 4);
      put(a.path, a.len);
    }
    put("\n", 1);
    sa.len = 0;
  }
  if (r == -1) strerr_diefusys(111, "read stdin");
}

static uint64_t seed;

/* A number below n (xorshift64*). */
static size_t chance(size_t n)
{
  seed ^= seed >> 12;
  seed ^= seed << 25;
  seed ^= seed >> 27;
  return (size_t)((seed * UINT64_C(2685821657736338717) >> 33) % n);
}

static char const *const before[] = { "FROM:", "FROM:", "FROM:", "from:",
  "FROM: ", "FROM :", "FROM: Ann Smith ", "FROM:\"Ann <a>\" ", "FROM:(a <b>) ",
  "FROM:a@b.example ", "FROM:E=", "FROM ", "" };

static char const *const paths[] = { "<a@b.example>", "<a@b.example>", "<>",
  "<\"a b\"@c.example>", "<\"a>b\"@c.example>", "<a\\\"b@c.example>",
  "<@r.example:a@b.example>", "<@r.example,@s.example:a@b.example>",
  "<<a@b.example>>", "< a@b.example >", "<a@b.example", "a@b.example",
  "\"a b\"@c.example", "<\"@r:a\"@b.example>", "<a(c)@b.example>",
  "<a@b. example>", "<a>" };

static char const *const behind[] = { "", "", " SIZE=5", " PRDR",
  " BODY=8BITMIME", " BODY=BINARYMIME", " AUTH=<>", " x", " (c)", "\tPRDR",
  " .c", "PRDR", " <c@d.example>", " AUTH=x<y>" };

static char const *const pieces[] = { "<", ">", "\"", "\\", "@", ".", " ",
  "\t", ":", ",", "(", ")", "=", "[", "]", "a", "b.example", "a@b.example",
  " PRDR", " SIZE=5", "AUTH=<>", "\v", "\303\244" };

#define ANY(array) (array)[chance(sizeof (array) / sizeof *(array))]

/* Lose up to two bytes of the text at random, and let in a piece instead. */
static void mutate(struct text *t)
{
  char array[256];
  struct text u = TEXT(array);
  size_t at = chance(t->len + 1), skip = chance(3);
  if (skip > t->len - at) skip = t->len - at;
  text_add(&u, t->s, at);
  text_adds(&u, ANY(pieces));
  text_add(&u, t->s + at + skip, t->len - at - skip);
  t->len = 0;
  text_add(t, u.s, u.len);
}

static void generate(unsigned int n)
{
  while (n--)
  {
    char array[256];
    struct text t = TEXT(array);
    size_t changes = chance(4);
    text_adds(&t, ANY(before));
    text_adds(&t, ANY(paths));
    text_adds(&t, ANY(behind));
    while (changes--) mutate(&t);
    put("MAIL ", 5);
    put(t.s, t.len);
    put("\n", 1);
  }
}

int main(int argc, char const *const *argv)
{
  unsigned int n;
  PROG = "argument";
  if (argc == 2 && !strcmp(argv[1], "read")) read_all();
  else if (argc == 4 && !strcmp(argv[1], "generate")
    && uint640_scan(argv[2], &seed) && seed && uint0_scan(argv[3], &n))
    generate(n);
  else strerr_dieusage(100, "argument read | generate seed lines");
  if (!buffer_flush(buffer_1)) strerr_diefusys(111, "write to stdout");
  return 0;
}
