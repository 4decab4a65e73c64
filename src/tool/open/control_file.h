/* The control files that an operator writes, and how each is looked at. */

#ifndef TOOL_OPEN_CONTROL_FILE_H
#define TOOL_OPEN_CONTROL_FILE_H

#include "../../base/text.h"

struct control_file
{
  char const *name;     /* below control/ */
  char const *path;     /* below the state directory */
  /* Find all mistakes in such a file below `at`, each a line of `why`. 1 there
     are none; 0. */
  int (*lint)(int at, char const *file, struct text *why);
  /* What is made of it anew below the state directory, once it is in place: -1
     (errno) that failed; or 0. */
  int (*follow)(int home);
  char const *in_force; /* when it is: what is said of one that was written */
};

/* All of them, ended by one without a name. */
extern struct control_file const control_files[];

/* The one of this name (below control/), or 0. */
struct control_file const *control_file_find(char const *name);

#endif
