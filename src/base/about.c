/* What every program answers of itself. */

#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/strerr.h>

#include "about.h"
#include "text.h"

static void answer(char const *before, char const *what)
{
  char line[400];
  struct text t = TEXT(line);
  text_adds(&t, before);
  text_addc(&t, ' ');
  text_adds(&t, what);
  text_addc(&t, '\n');
  if (allwrite(1, t.s, t.len) != t.len)
    strerr_diefusys(111, "write to stdout");
  _exit(0);
}

void about_version(char const *const *argv)
{
  if (argv[0] && argv[1] && !strcmp(argv[1], "--version"))
    answer(PROG, ABOUT_VERSION);
}

void about(char const *const *argv, char const *usage)
{
  if (!argv[0] || !argv[1] || *argv[1] != '-') return;
  about_version(argv);
  if (!strcmp(argv[1], "-V")) answer(PROG, ABOUT_VERSION);
  if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
    answer("usage:", usage);
}
