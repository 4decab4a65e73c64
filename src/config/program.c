/* Programs, by how they are called. */

#include <string.h>

#include "program.h"

static int begins(char const *s, char const *with)
{
  return !strncmp(s, with, strlen(with));
}

int program_asks_socket(char const *const *argv)
{
  char const *name = strrchr(argv[0], '/');
  int bs = 0, oma = 0;
  name = name ? name + 1 : argv[0];
  if (!begins(name, "exim") && strcmp(name, "sendmail")) return 0;
  for (; *argv; argv++)
  {
    if (!strcmp(*argv, "-bs")) bs = 1;
    if (!strcmp(*argv, "-oMa")) oma = 1;
  }
  return bs && !oma;
}
