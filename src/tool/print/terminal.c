/* Colours and bars, as far as stdout can show them. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "out.h"
#include "terminal.h"

/* The answer is kept, since it does not change; -1: not asked yet. */
static int once(int *known, int (*ask)(void))
{
  if (*known == -1) *known = ask();
  return *known;
}

static int colours(void)
{
  char const *term = getenv("TERM"), *no = getenv("NO_COLOR");
  return isatty(1) && term && *term && strcmp(term, "dumb")
    && !(no && *no);
}

/* 1 if it is a terminal that has colours, and NO_COLOR is not set. */
static int has_colours(void)
{
  static int known = -1;
  return once(&known, colours);
}

/* The locale by its variables: a static program has none loaded. */
static int blocks(void)
{
  static char const *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
  unsigned int i = 0;
  if (!isatty(1)) return 0;
  for (; i < 3; i++)
  {
    char const *value = getenv(names[i]);
    size_t n;
    if (!value || !*value) continue;
    n = strcspn(value, ".");
    return !strncasecmp(value + n, ".utf-8", 6)
      || !strncasecmp(value + n, ".utf8", 5);
  }
  return 0;
}

static void sequence(unsigned int code)
{
  char s[16];
  struct text t = TEXT(s);
  text_adds(&t, "\033[");
  text_addu(&t, code);
  text_addc(&t, 'm');
  out_text(&t);
}

void terminal_line(struct text *t, size_t from, size_t to, enum colour c)
{
  if (!has_colours() || t->cut || from >= to || to > t->len)
  {
    out_line(t);
    return;
  }
  out_put(t->s, from);
  sequence(c);
  out_put(t->s + from, to - from);
  sequence(0);
  out_put(t->s + to, t->len - to);
  out_put("\n", 1);
  t->len = 0;
}

/* U+2588, a full block, to U+258F, an eighth: E2 96 88 to 8F in UTF-8. */
static void block(struct text *t, unsigned int eighths)
{
  text_adds(t, "\xe2\x96");
  text_addc(t, (char)(0x88 + 8 - eighths));
}

void terminal_bar(struct text *t, uint64_t value, uint64_t most,
  unsigned int width)
{
  static int known = -1;
  unsigned int parts = once(&known, blocks) ? 8 : 1;
  uint64_t n = most ? (uint64_t)((double)value / (double)most * width * parts
    + 0.5) : 0;
  if (!n && value) n = 1;
  if (n > width * parts) n = width * parts;
  if (parts == 1)
  {
    while (n--) text_addc(t, '#');
    return;
  }
  for (; n > 8; n -= 8) block(t, 8);
  if (n) block(t, (unsigned int)n);
}
