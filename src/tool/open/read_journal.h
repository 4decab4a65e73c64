/* The journal, opened for a command; what cannot be read ends it (111). */

#ifndef TOOL_OPEN_READ_JOURNAL_H
#define TOOL_OPEN_READ_JOURNAL_H

#include <stdint.h>

#include "../../journal/journal_reader.h"

/* Where several hosts share karma, the journal is that of all of them; but with
   --own only this host's. */
extern int read_journal_own;
#define READ_JOURNAL_OWN { "--own", &read_journal_own, 0 }

/* Which it is. As log_folded(). */
char const *read_journal_log(int home);

/* Read the lines stamped from `since` on and before `until` (Unix seconds). The
   reader is the one that a process has: another call begins anew with it. */
struct journal_reader *read_journal_since(int home, uint64_t since,
  uint64_t until);

/* The same, of this host's journal only, from a place on where one was before;
   or, with the number 0, from the beginning. */
struct journal_reader *read_journal_from(int home, struct cursor const *place);

/* The same for the last n lines. */
struct journal_reader *read_journal_last(int home, uint64_t n);

/* The next line, whose texts stand until the next call. 1; 0 there is none
   now. */
int read_journal_next(struct journal_reader *c, struct line *l);

/* Likewise, for a report that may take long: with progress on a terminal. */
int read_journal_report(struct journal_reader *c, struct line *l);

#endif
