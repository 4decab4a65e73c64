/* The run file of a service. */

#include <stdlib.h>
#include <string.h>

#include <skalibs/djbunix.h>
#include <skalibs/stralloc.h>
#include <skalibs/strerr.h>

#include "run_file.h"

/* A copy of the value that begins at *s, as sh has it; it ends at one of these
   bytes if it is not quoted. *s is then behind it. */
static char *value_at(char const **s, char const *ends)
{
  stralloc copy = STRALLOC_ZERO;
  char const *value = *s;
  char quote[3] = { *value, '\n', 0 };
  int quoted = *value == '"' || *value == '\'';
  size_t n = strcspn(value += quoted, quoted ? quote : ends);
  if (!stralloc_catb(&copy, value, n) || !stralloc_0(&copy))
    strerr_diefusys(111, "keep a value");
  *s = value + n + (quoted && value[n] == *quote);
  return copy.s;
}

/* That in a line `NAME=value # comment`, or 0. The last such line counts, as it
   does for sh. */
static char *value_of(char const *text, char const *name, char const *ends)
{
  size_t n = strlen(name);
  char const *value = 0;
  for (; *text; text += strcspn(text, "\n"), text += *text == '\n')
    if (!strncmp(text, name, n)) value = text + n;
  return value ? value_at(&value, ends) : 0;
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

/* The word of `export` that begins here, NAME or NAME=value. The end of it. */
static char const *export_one(char const *text, char const *word)
{
  stralloc name = STRALLOC_ZERO;
  size_t n = strcspn(word, "= \t\n");
  char const *end = word + n;
  char *value;
  if (!stralloc_catb(&name, word, n) || !stralloc_cats(&name, "=")
    || !stralloc_0(&name)) strerr_diefusys(111, "keep a name");
  if (*end == '=') end++, value = value_at(&end, " \t\n");
  else value = value_of(text, name.s, " \t\n");
  name.s[n] = 0;
  if (n) set(name.s, value);
  stralloc_free(&name);
  return end;
}

/* All words in all lines `export NAME NAME=value # comment`. */
static void exports(char const *text)
{
  static char const command[] = "export ";
  char const *line = text;
  for (; *line; line += strcspn(line, "\n"), line += *line == '\n')
  {
    if (strncmp(line, command, sizeof command - 1)) continue;
    line += sizeof command - 1;
    while (line += strspn(line, " \t"), *line && !strchr("#\n", *line))
      line = export_one(text, line);
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
