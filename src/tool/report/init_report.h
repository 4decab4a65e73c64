/* What `qkarma init` tells of what it did. */

#ifndef TOOL_REPORT_INIT_REPORT_H
#define TOOL_REPORT_INIT_REPORT_H

#include "../open/tree.h"

/* A file or directory of the state directory as it is to be, and as it was
   before it was mended. */
struct init_entry
{
  char const *name;
  mode_t mode;
  struct owner const *owner;
  struct tree_was was;
};

/* Die (111): unable to do this to it (errno). */
void init_die(char const *verb, char const *name);

/* Remember what was done, with what it was and is if it was mended; `more` goes
   behind the name. Dies of TREE_BROKEN. */
void init_report(enum tree_done done, struct init_entry const *entry,
  char const *more);

/* Print all of it. */
void init_report_print(void);

#endif
