/* `lock`, held by whoever may write databases and rotate the journal. */

#ifndef STORE_LOCK_H
#define STORE_LOCK_H

/* Take the lock below `home`, without waiting. Returns a descriptor to close
   when done (open the file nowhere else meanwhile: fcntl locks go with the
   first close), or -1: errno is EBUSY when somebody has it. */
int lock_take(int home);

#endif
