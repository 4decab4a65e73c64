/* What the daemon may do once it has what it needs: nothing but talk. */

#ifndef TLS_SANDBOX_H
#define TLS_SANDBOX_H

#include <sys/types.h>

/* Go where there is nothing, and nothing can ever be: into a directory that is
   made below the working directory and removed. Only root can. 1, 0 (errno). */
int sandbox_enter(void);

/* Be this user, in this group alone, for good. 1, 0 (errno). */
int sandbox_become(uid_t uid, gid_t gid);

/* No core file, and no debugger of the same user's: the keys are in our
   memory. 1, 0 (errno). */
int sandbox_hide(void);

/* How many sessions our descriptors are enough for, up to `wanted`: two for
   each, those that linger included, and a reserve. Raises the limit as far as
   it may be raised. A full table would lose a client's socket on its way to
   us. */
unsigned int sandbox_sessions(unsigned int wanted);

#endif
