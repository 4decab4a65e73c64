/* Appending to the journal, which never waits. */

#ifndef JOURNAL_APPEND_H
#define JOURNAL_APPEND_H

#include <stddef.h>

/* Append one whole line (its LF included) to journal/current below the
   directory `home`, with one write. Creates nothing. A torn tail that somebody
   left gets a LF before our line; a segment that is being sealed or was
   rotated away is tried again, at most 8 times. Returns 1; or 0 when the line
   is not, or not wholly, in the journal (errno: ENOENT no journal, EBUSY still
   refused after the last try, EIO short write, ELOOP it is a
   symbolic link, EINVAL it is no file, others as the system says). */
int append_line(int home, char const *line, size_t n);

/* From now on lines go to `put` (0: to nobody), to be appended by somebody
   else: 1; 0, it cannot be reached, and it is tried here. */
void append_by(int (*put)(char const *line, size_t n));

#endif
