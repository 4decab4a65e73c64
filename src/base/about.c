/* What every program answers of itself. */

#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/strerr.h>

#include "about.h"

#define WIDTH 80
#define INDENT 4

/* The bytes up to where a line may end: a blank outside of brackets; or, in a
   group that is longer than a line, a bar. */
static size_t piece(char const *s)
{
  unsigned int depth = 0;
  size_t n = 0;
  for (; s[n] && (depth || s[n] != ' '); n++)
  {
    depth += s[n] == '[';
    depth -= s[n] == ']';
  }
  if (n <= WIDTH - INDENT) return n;
  for (n = WIDTH - INDENT; n && s[n - 1] != '|';) n--;
  return n ? n : strlen(s);
}

void about_usage(struct text *t, char const *usage)
{
  char const *s = usage;
  size_t column = 6;
  text_adds(t, "usage:");
  while (*s)
  {
    size_t n = piece(s), blank = s == usage || s[-1] == ' ';
    if (column + blank + n > WIDTH)
    {
      text_adds(t, "\n    ");
      column = INDENT;
    }
    else if (blank)
    {
      text_addc(t, ' ');
      column++;
    }
    text_add(t, s, n);
    column += n;
    s += n;
    if (*s == ' ') s++;
  }
  text_addc(t, '\n');
}

static void answer(struct text const *t)
{
  if (allwrite(1, t->s, t->len) != t->len)
    strerr_diefusys(111, "write to stdout");
  _exit(0);
}

static void version(void)
{
  char line[100];
  struct text t = TEXT(line);
  text_adds(&t, PROG);
  text_adds(&t, " " ABOUT_VERSION "\n");
  answer(&t);
}

void about_version(char const *const *argv)
{
  if (argv[0] && argv[1] && !strcmp(argv[1], "--version"))
    version();
}

void about(char const *const *argv, char const *usage)
{
  char lines[400];
  struct text t = TEXT(lines);
  if (!argv[0] || !argv[1] || *argv[1] != '-') return;
  about_version(argv);
  if (!strcmp(argv[1], "-V")) version();
  if (strcmp(argv[1], "--help") && strcmp(argv[1], "-h")) return;
  about_usage(&t, usage);
  answer(&t);
}
