/* How far a long piece of work is, on stderr, and only when that is a
   terminal: `journal 42% 120 MB/s 12 s left`, in one line that is written over
   and wiped out at the end. */

#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdint.h>

#include <skalibs/tai.h>

struct progress
{
  char const *what;
  uint64_t total;       /* bytes */
  tain start;
  tain next;            /* when to say more */
  int on;
  int shown;            /* there is a line to wipe out */
};

/* Begin; nothing is written yet. */
void progress_begin(struct progress *p, char const *what, uint64_t total);

/* So many bytes are done. Call it often: it says something when a second has
   passed, then five times a second. */
void progress_at(struct progress *p, uint64_t done);

/* Done, or given up: wipe the line out. */
void progress_end(struct progress *p);

#endif
