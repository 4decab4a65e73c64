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
  char array[400], lines[450];
  struct text usage = TEXT(array), t = TEXT(lines);
  text_adds(&usage, TOOL_NAME " ");
  text_adds(&usage, c->name);
  text_adds(&usage, *c->words ? " " : "");
  text_adds(&usage, c->words);
  text_addc(&usage, 0);
  about_usage(&t, usage.s);
  buffer_put(b, t.s, t.len);
  buffer_puts(b, c->help);
  buffer_puts(b, c->more ? "\n\n" : "\n");
  if (c->more) buffer_puts(b, c->more);
}

static void help_option(buffer *b, struct option const *o)
{
  char array[1000];
  struct text t = TEXT(array);
  text_adds(&t, "  ");
  text_adds(&t, o->name);
  text_addc(&t, ' ');
  text_adds(&t, o->standard);
  text_adds(&t, "\n    ");
  text_adds(&t, o->help);
  text_adds(&t, "\n    ");
  option_allowed(&t, o);
  if (o->type == OPTION_SET) text_adds(&t, "; may be repeated");
  text_addc(&t, '\n');
  buffer_put(b, t.s, t.len);
}

void help_check(buffer *b, struct check const *c)
{
  unsigned int i = 0;
  buffer_puts(b, "a line of control/checks: ");
  buffer_puts(b, c->name);
  buffer_puts(b, c->options ? " [option value]...\n\n" : "\n");
  for (; i < c->options; i++) help_option(b, &c->option[i]);
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
