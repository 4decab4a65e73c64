/* Where a conversation leaves its line for the process that forks, which
   appends it, and before, whose line that will be: a page of memory for each
   conversation, that those two share and nobody else has. One line fits, so no
   conversation leaves more, nothing waits and nothing runs full; and what a
   backend is handed by exec is not memory. */

#ifndef SERVER_PIGEONHOLE_H
#define SERVER_PIGEONHOLE_H

#include <stddef.h>
#include <stdint.h>

#include "../karma/address.h"
#include "../karma/line.h"

/* So many, all empty, of this process: 1, 0 (errno). In a child of it: they are
   the child's, from now on. And where they are nobody's: they go. */
int pigeonholes_begin(uint32_t n);
void pigeonholes_keep(void);
void pigeonholes_end(void);

/* In the process that forks: make the i-th one empty; take what is in it (its
   bytes, not looked at), 0: nothing. */
void pigeonhole_clear(uint32_t i);
size_t pigeonhole_take(uint32_t i, char line[LINE_LEN]);

/* Whose name is on it, 1; 0 (*a stays): nobody's. (It is an address, and may be
   any.) And is nothing to be expected in it? */
int pigeonhole_signed(uint32_t i, struct address *a);
int pigeonhole_closed(uint32_t i);

/* In a conversation: this one is ours. The others are out of our reach, for
   good. */
void pigeonhole_own(uint32_t i);

/* What this process leaves, or could not leave for it was killed, is about this
   client. And it is not for the process that forks. */
void pigeonhole_sign(struct address const *a);
void pigeonhole_close(void);

/* Leave a line in it: 1; 0 (errno), nobody is there any more who takes it. (For
   append_by.) */
int pigeonhole_put(char const *line, size_t n);

/* The line is left and this process goes on: it shall be taken now. */
void pigeonhole_tell(void);

/* Ours is out of our reach, too. */
void pigeonhole_disown(void);

#endif
