/* A segment whose header is damaged gets a good one in its place: its name
   tells host and number, and a cursor that was in it its RANDOM. The lines stay
   where they are. */

#ifndef FOLD_MEND_H
#define FOLD_MEND_H

#include <stdint.h>

#include "../journal/error.h"

enum mend_as
{
  MEND_ROTATED,     /* it has this host and number by its name */
  MEND_NEW,         /* journal/current: of this number if no cursor is in it */
  MEND_KNOWN,       /* likewise, but only if a cursor is */
  MEND_ASIDE        /* likewise, though no cursor is in it: with the number 0 it
                       counts as one that was put back */
};

/* Mend the header of the file `path` below `home`. A cursor of a database or of
   a snapshot is in it if the line before that stands there. The caller holds
   the lock, and has the file not open. 1; 0 it cannot be done: nothing is where
   it should be, or no cursor knows it; -1 (errno). */
int mend_header(int home, char const *path, enum mend_as as,
  char const *host, uint64_t number);

/* Mend the headers of all rotated segments that need it, and say so. The caller
   holds the lock. 1; -1. */
int mend_rotated(int home, struct error *error);

/* Say that a header was mended. */
void mend_tell(char const *path);

#endif
