/* The run file of a service. */

#include <stdlib.h>
#include <string.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "run_file.h"

/* A copy of the value in a line `NAME=value # comment`, where it ends at one of
   these bytes if it is not quoted; or 0. The last such line counts, as it does
   for sh. */
static char *value_of(char const *text, char const *name, char const *ends)
{
  stralloc copy = STRALLOC_ZERO;
  size_t n = strlen(name);
  char const *value = 0;
  for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
    if (!strncmp(text, name, n)) value = text + n;
  if (!value) return 0;
  if (*value == '"') ends = "\"\n", value++;
  else if (*value == '\'') ends = "'\n", value++;
  if (!stralloc_catb(&copy, value, strcspn(value, ends)) || !stralloc_0(&copy))
    strerr_diefusys(111, "keep a value");
  return copy.s;
}

/* Cut into words, at blanks. */
static void words(char const **word, char *s)
{
  unsigned int n = 0;
  for (s = strtok(s, " "); s && n < RUN_FILE_WORDS; s = strtok(0, " "))
    word[n++] = s;
  word[n] = 0;
}

static void set(char const *name, char const *value)
{
  if (value && setenv(name, value, 0) == -1)
    strerr_diefusys(111, "set ", name);
}

/* Is this program in a line of it, before what is said behind a `#'? */
static int runs(char const *text, char const *program)
{
  size_t n = strlen(program);
  for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
  {
    char const *end = text + strcspn(text, "#\n");
    char const *s = text;
    for (; s + n <= end; s++) if (!strncmp(s, program, n)) return 1;
  }
  return 0;
}

/* `NAME=` of `NAME`, for value_of. */
static void export_one(char const *text, char const *name)
{
  stralloc line = STRALLOC_ZERO;
  if (!stralloc_cats(&line, name) || !stralloc_cats(&line, "=")
    || !stralloc_0(&line)) strerr_diefusys(111, "keep a name");
  set(name, value_of(text, line.s, " \t\n"));
  stralloc_free(&line);
}

/* The names in all lines `export NAME NAME`. */
static void exports(char const *text)
{
  static char const word[] = "export ";
  char const *line = text;
  for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
  {
    stralloc names = STRALLOC_ZERO;
    char *name;
    if (strncmp(line, word, sizeof word - 1)) continue;
    line += sizeof word - 1;
    if (!stralloc_catb(&names, line, strcspn(line, "#\n"))
      || !stralloc_0(&names)) strerr_diefusys(111, "keep names");
    for (name = strtok(names.s, " "); name; name = strtok(0, " "))
      export_one(text, name);
    stralloc_free(&names);
  }
}

void run_file_read(struct run_file *r, char const *file)
{
  stralloc text = STRALLOC_ZERO;
  char *backend, *host;
  if (!openslurpclose(&text, file) || !stralloc_0(&text))
    strerr_diefusys(111, "read ", file);
  r->user = value_of(text.s, "USER=", " \t\n");
  r->group = value_of(text.s, "GROUP=", " \t\n");
  r->front = value_of(text.s, "FRONT=", " \t\n");
  if (r->front && !*r->front) r->front = 0;
  r->server = runs(text.s, "qkarma-server ");
  backend = value_of(text.s, "BACKEND=", "#\t\n");
  if (backend) words(r->backend, backend);
  exports(text.s);
  set("TCPLOCALPORT", value_of(text.s, "PORT=", " \t\n"));
  host = value_of(text.s, "NAME=", " \t\n");
  if (host && !strpbrk(host, "$`")) set("TCPLOCALHOST", host);
  stralloc_free(&text);
  if (!r->user || (!r->group && !r->server))
    strerr_dief(100, file, ": it has no lines USER= and GROUP=; give -u and -g"
      " what its tcpserver has");
}
