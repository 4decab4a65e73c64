/* The journal as a directory: which segments there are, and how a new one
   comes about. journal/current is always there once it was made: rotation
   gives it a second name, then replaces it in one step. */

#ifndef JOURNAL_JOURNAL_H
#define JOURNAL_JOURNAL_H

#include <stdint.h>

#include <skalibs/genalloc.h>

#include "error.h"
#include "segment.h"

/* A rotated segment, by its name. */
struct journal_entry
{
  uint64_t number;
  char host[HOST_LEN + 1];
};

/* List the rotated segments in the order of their numbers into a genalloc of
   struct journal_entry. 1; 0 on failure (errno). */
int journal_list(genalloc *list, int home);

/* Likewise those of another log (log.h), in its directory below `home`. */
int journal_list_of(genalloc *list, int home, char const *log);

/* Is this rotated segment, which is open, a copy of one of a later place, by
   its RANDOM? Then its lines count there. `list` is journal_list()'s. 1, and
   *of is the other; 0; -1 (errno) that cannot be read. */
int journal_is_copy(int home, genalloc const *list, struct segment const *s,
  struct segment *of);

/* Append `segment 5 is missing`, or `segments 5 to 7 are missing`: those behind
   one number and before the other. */
void journal_missing(struct text *t, uint64_t behind, uint64_t before);

/* Make journal/current (mode 0660, owned by the process) when there is none,
   with the name from control/host and a number above all rotated segments and
   above `floor`, the highest that a database knows. The caller holds the lock.
   1 made; 0 it was there; -1: errno, and *file is what it concerns. */
int journal_create(int home, uint64_t floor, char const **file);

/* fsync the directory journal/, or that of another log. 1; 0 on failure
   (errno). */
int journal_sync(int home);
int journal_sync_of(int home, char const *log);

/* Give journal/current, open as `s`, its name as a rotated segment and put a
   new one, with the name from control/host and such a number, in its place. The
   caller holds the lock. 1; 0 on failure: errno, and *file is what it
   concerns. */
int journal_rotate(int home, struct segment const *s, uint64_t floor,
  char const **file);

/* Likewise with a journal/current whose header is damaged, or is that of an
   older segment: it gets the name of a segment of its own, *file, which is
   behind all that there are, and a new one its place. */
int journal_set_aside(int home, uint64_t floor, char const **file);

/* Finish a rotation that was cut short: journal/current has a rotated name
   already but was not replaced. The caller holds the lock. 1, -1. */
int journal_mend(int home, struct error *error);

/* Say that one of these failed: to do what, on which *file. Returns -1. */
int journal_error(struct error *error, char const *verb, char const *file);

#endif
