/* A private copy of a file for its editor, in a directory of its own under
   $TMPDIR (/var/tmp, which outlives a restart): nobody else can read it, or put
   something in its way, and what an editor leaves beside it (swap files,
   backups) is in nobody's way either. */

#ifndef TOOL_OPEN_DRAFT_H
#define TOOL_OPEN_DRAFT_H

#include <stddef.h>

#include <skalibs/stralloc.h>

struct draft
{
  stralloc directory;   /* both paths are ended by a NUL */
  stralloc path;
  int at;               /* the directory, open */
};

#define DRAFT_ZERO { STRALLOC_ZERO, STRALLOC_ZERO, -1 }

/* Make one of this name with these n bytes. Dies (111). */
void draft_make(struct draft *d, char const *name, char const *s, size_t n);

/* Read what it has become. Dies (111). */
void draft_read(struct draft const *d, stralloc *sa);

/* 1 if nothing is in its directory but the draft; 0 also if nobody knows. */
int draft_alone(struct draft const *d);

/* Remove the directory with all that is in it. Dies (111). */
void draft_remove(struct draft const *d);

#endif
