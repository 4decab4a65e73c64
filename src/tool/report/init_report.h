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

/* Die (111): unable to VERB the NAME below the state directory, unless it
   begins with a slash (errno). */
void init_die(char const *verb, char const *name);

/* Remember what was done with an entry, and what changed if it was mended; the
   text `more` goes behind its name. Nothing of the entry is needed later. Dies
   (111, errno) of TREE_BROKEN. */
void init_report(enum tree_done done, struct init_entry const *entry,
  char const *more);

/* Print on stdout all that was remembered, or that all was as it should be.
   Dies (111) if that cannot be written. */
void init_report_print(void);

#endif
