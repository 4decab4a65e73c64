/* The commands of `qkarma`, one file each. A new one is declared and listed in
   commands.c, and nowhere else. */

#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include <skalibs/buffer.h>

#define TOOL_NAME "qkarma"

struct command
{
  char const *name;
  char const *words;    /* that may follow the name */
  char const *help;     /* in one line */
  char const *more;     /* what `qkarma help NAME` adds: options, a line each;
                           or 0 */
  /* Do it: argv[0] is the command's name. Returns the program's exit code.
     strerr's PROG is `qkarma NAME` by then; 0, 1 and 2 are open. */
  int (*run)(char const *const *argv);
};

/* All commands in the order of the help text, ended by a null pointer. */
extern struct command const *const commands[];

/* Write the help text: all commands, a line each. */
void command_help(buffer *b);

/* The command of this name, or 0. */
struct command const *command_find(char const *name);

#endif
