/* What the tool says of its commands. */

#ifndef TOOL_ARGS_HELP_H
#define TOOL_ARGS_HELP_H

#include <skalibs/buffer.h>

#include "../tool.h"
#include "../../checks/check.h"

/* 1 if the word asks for help: -h or --help. */
int help_asked(char const *word);

/* Write the usage and the help of a command. The buffer is not flushed. */
void help_one(buffer *b, struct command const *c);

/* Write what a check's options are, each with its default, what is allowed, and
   what it is good for. Likewise. */
void help_check(buffer *b, struct check const *c);

/* 1 if the word is one that every command answers: help, or --version. */
int help_general(char const *word);

/* Answer it on stdout, if it is one, and exit: 0, or 111 if the answer cannot
   be written. */
void help_answer(struct command const *c, char const *word);

#endif
