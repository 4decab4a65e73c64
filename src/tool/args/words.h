/* The words behind a command: options anywhere among them, as one types
   `capture 192.0.2.7 --days 3`, and operands. */

#ifndef TOOL_ARGS_WORDS_H
#define TOOL_ARGS_WORDS_H

#include <stdint.h>

#include <skalibs/gccattributes.h>

#include "../tool.h"

/* An option as it is written, `--json` or `-f`, and where it goes: *on becomes
   1, or *value the word behind it (also `--limit=5`). The other of the
   two is a null pointer; the last entry of a table has null pointers only. */
struct setting
{
  char const *name;
  int *on;
  char const **value;
};

struct words
{
  struct command const *command;
  struct setting const *settings;
  char const *const *first;
  char const *const *next;
  unsigned int plain : 1;     /* behind `--` all are operands */
};

/* Read all options. Dies (100) of one that is not in the table, lacks its
   value, or has one and takes none. -h and --help print the command's help, and
   --version the version, and that is the end (0), unless the table has them. */
void words_scan(struct words *w, struct command const *c,
  struct setting const *settings, char const *const *argv);

/* The same where the first operand is a command, whose own options follow:
   returns it, ended by a null pointer (there may be none). */
char const *const *words_command(struct words *w, struct command const *c,
  struct setting const *settings, char const *const *argv);

/* The next operand, or 0. */
char const *words_next(struct words *w);

/* Begin again at the first operand. */
void words_rewind(struct words *w);

/* Dies (100) if there is another operand, which it names. */
void words_end(struct words *w);

/* The only operand that is left, or 0. Dies likewise if there are more. */
char const *words_last(struct words *w);

/* Die: called wrongly. */
void words_usage(struct command const *c) gccattr_noreturn;

/* An option's value as a number from min to max; dies (100) if it is none. A
   null pointer is the default. */
uint64_t words_number(char const *name, char const *value, uint64_t standard,
  uint64_t min, uint64_t max);

/* Likewise with up to 4 decimal places, all in ten-thousandths. */
uint64_t words_fraction(char const *name, char const *value,
  uint64_t standard, uint64_t min, uint64_t max);

/* Likewise one of some words, separated by blanks, in any letter case: its
   index. */
int words_choice(char const *name, char const *value, char const *words);

#endif
