/* Programs, by how they are called. */

#include <string.h>

#include "program.h"

static int begins(char const *s, char const *with)
{
  return !strncmp(s, with, strlen(with));
}

/* The last part of a path. */
static char const *last(char const *path)
{
  char const *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

int program_runs(char const *const *argv, char const *name)
{
  while (*argv && strcmp(last(*argv), name)) argv++;
  return *argv != 0;
}

int program_asks_socket(char const *const *argv)
{
  char const *name = last(argv[0]);
  int bs = 0, oma = 0;
  if (!begins(name, "exim") && strcmp(name, "sendmail")) return 0;
  for (; *argv; argv++)
  {
    if (!strcmp(*argv, "-bs")) bs = 1;
    if (!strcmp(*argv, "-oMa")) oma = 1;
  }
  return bs && !oma;
}
