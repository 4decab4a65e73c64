/* Who the processes are. The two that serve may append to the journal, the
   conversations and what stands behind them may not: so the journal's group is
   the effective one of the two, and the real one is the mail server's. */

#ifndef SERVER_RIGHTS_H
#define SERVER_RIGHTS_H

#include <stdint.h>

/* Become this user and this group, and of no others (0: stay who we are); with
   the group of journal/current for our files, if that is another and not
   root's. 1, 0 (errno). */
int rights_take(uint64_t uid, uint64_t gid);

/* Give up that group, for good: the real one is all there is. 1, 0 (errno). */
int rights_drop(void);

#endif
