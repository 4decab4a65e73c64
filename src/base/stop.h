/* The signals that end a process, as a word to a connection: it ends what it
   can end well, and leaves its line. */

#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <skalibs/iopause.h>
#include <skalibs/tai.h>

/* From now on SIGTERM, SIGHUP and SIGINT are remembered; one that is ignored
   stays so (nohup). A program that we become gets them as we got them. */
void stop_trap(void);

/* Undo it, as an exec would: in a child that goes on as another program. */
void stop_forget(void);

/* 1 once such a signal has come. A wait that it did not interrupt, because it
   came just before, is interrupted (EINTR) within a second, and so is every
   later one: ask before each wait, and after. */
int stop_asked(void);

/* As iopause_g, which goes on waiting after a signal; this returns -1 (EINTR)
   then. */
int stop_poll(iopause_fd *x, unsigned int n, tain const *deadline);

#endif
