/* A change of a control file: read it, and put another text in its place, whole
   and on the disk, unless somebody else changed it meanwhile. Root does as the
   owner of the state directory what is done in it, and nothing else. */

#ifndef TOOL_OPEN_CONTROL_CHANGE_H
#define TOOL_OPEN_CONTROL_CHANGE_H

#include <sys/stat.h>
#include <sys/types.h>

#include <skalibs/stralloc.h>

#include "control_file.h"

/* All zero to begin with. */
struct control_change
{
  struct control_file const *file;
  int home;
  stralloc before;            /* what it holds */
  stralloc after;             /* and what it is to hold: the caller's */

  /* The rest is its own. */
  uid_t uid;                  /* of the state directory's owner, if root */
  gid_t gid;                  /* works for him, else 0 */
  mode_t mode;
  int there;                  /* there is such a file */
};

/* Read the file below `home`, after a look whether it could be written. Dies
   (111). */
void control_change_begin(struct control_change *c,
  struct control_file const *file, int home);

/* Put `after` in the file's place. 1; 0 it is not any more what it was when it
   was read, and stays so; -1 (errno). */
int control_change_install(struct control_change const *c);

/* 1 if both hold the same bytes. */
int control_change_same(stralloc const *a, stralloc const *b);

#endif
