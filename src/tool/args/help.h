/* What the tool says of its commands. */

#ifndef TOOL_ARGS_HELP_H
#define TOOL_ARGS_HELP_H

#include <skalibs/buffer.h>
#include <skalibs/gccattributes.h>

#include "../tool.h"

/* 1 if the word asks for help: -h or --help. */
int help_asked(char const *word);

/* Write what there is to say of a command. */
void help_one(buffer *b, struct command const *c);

/* The same on stdout, and that is the end: 0, or 111 if it cannot be
   written. */
void help_exit(struct command const *c) gccattr_noreturn;

#endif
