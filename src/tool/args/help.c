/* What the tool says of its commands. */

#include <string.h>
#include <unistd.h>

#include <skalibs/strerr.h>

#include "help.h"
#include "../../base/about.h"

int help_asked(char const *word)
{
  return !strcmp(word, "-h") || !strcmp(word, "--help");
}

void help_one(buffer *b, struct command const *c)
{
  buffer_puts(b, "usage: " TOOL_NAME " ");
  buffer_puts(b, c->name);
  buffer_puts(b, *c->words ? " " : "");
  buffer_puts(b, c->words);
  buffer_puts(b, "\n");
  buffer_puts(b, c->help);
  buffer_puts(b, c->more ? "\n\n" : "\n");
  if (c->more) buffer_puts(b, c->more);
}

int help_general(char const *word)
{
  return help_asked(word) || !strcmp(word, "--version");
}

void help_answer(struct command const *c, char const *word)
{
  char const *const asked[] = { TOOL_NAME, word, 0 };
  if (!help_general(word)) return;
  PROG = TOOL_NAME;
  about_version(asked);
  help_one(buffer_1small, c);
  if (!buffer_flush(buffer_1small)) strerr_diefusys(111, "write to stdout");
  _exit(0);
}
