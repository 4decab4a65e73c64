/* The one list of all commands. */

#include <string.h>

#include "../tool.h"
#include "../../checks/registry.h"

extern struct command const command_adjust;
extern struct command const command_capture;
extern struct command const command_check;
extern struct command const command_edit;
extern struct command const command_explain;
extern struct command const command_export;
extern struct command const command_import;
extern struct command const command_init;
extern struct command const command_list;
extern struct command const command_lists;
extern struct command const command_prune;
extern struct command const command_rebuild;
extern struct command const command_release;
extern struct command const command_replay;
extern struct command const command_report;
extern struct command const command_search;
extern struct command const command_set;
extern struct command const command_share;
extern struct command const command_show;
extern struct command const command_stats;
extern struct command const command_tail;
extern struct command const command_top;
extern struct command const command_trial;
extern struct command const command_verify;

#define HELP 12     /* column of the one line on each command */

struct command const *const commands[] =
{
  &command_show,
  &command_explain,
  &command_list,
  &command_search,
  &command_top,
  &command_tail,
  &command_stats,
  &command_report,
  &command_capture,
  &command_release,
  &command_import,
  &command_export,
  &command_prune,
  &command_set,
  &command_replay,
  &command_trial,
  &command_check,
  &command_edit,
  &command_lists,
  &command_verify,
  &command_rebuild,
  &command_share,
  &command_adjust,
  &command_init,
  0
};

struct command const *command_find(char const *name)
{
  unsigned int i = 0;
  while (commands[i] && strcmp(commands[i]->name, name)) i++;
  return commands[i];
}

/* In lines of 76 columns. */
static void help_checks(buffer *b)
{
  size_t at = 0;
  unsigned int i = 0;
  for (; registry[i]; i++)
  {
    size_t n = strlen(registry[i]->name) + 1;
    if (!at || at + n > 76)
    {
      buffer_puts(b, at ? "\n   " : "   ");
      at = 3;
    }
    buffer_puts(b, " ");
    buffer_puts(b, registry[i]->name);
    at += n;
  }
  buffer_puts(b, "\n");
}

void command_help(buffer *b)
{
  struct command const *const *c = commands;
  buffer_puts(b, "usage: " TOOL_NAME " command [words]\n\n");
  for (; *c; c++)
  {
    size_t n = strlen((*c)->name) + 2;
    buffer_puts(b, "  ");
    buffer_puts(b, (*c)->name);
    for (; n < HELP; n++) buffer_puts(b, " ");
    buffer_puts(b, (*c)->help);
    buffer_puts(b, "\n");
  }
  buffer_puts(b, "\n`" TOOL_NAME " help command` tells more about it, and `"
    TOOL_NAME " help check` which\noptions a check has:\n\n");
  help_checks(b);
}
