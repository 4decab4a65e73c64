/* `lock`, held by whoever may write databases and rotate the journal. Only its
   owner can open it: anybody else could hold it, and nothing would be folded.
   Its time is when it was taken. */

#ifndef FOLD_LOCK_H
#define FOLD_LOCK_H

#include <stdint.h>
#include <sys/types.h>

#define LOCK "lock"
#define LOCK_MODE 0600

/* Take the lock below `home`, without waiting. Returns a descriptor to close
   when done (open the file nowhere else meanwhile: fcntl locks go with the
   first close), or -1: errno is EBUSY when somebody has it. */
int lock_take(int home);

struct lock_holder
{
  pid_t pid;          /* 0 in a namespace we cannot see */
  uint64_t seconds;   /* since it was taken */
};

/* Who has it now? For whoever has it not. 1; 0 nobody, or it is not known. */
int lock_holder(int home, struct lock_holder *h);

#endif
