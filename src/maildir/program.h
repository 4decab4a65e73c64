/* The embedded backend as a program: what qkarma-maildir does behind its
   options, and what whoever has it linked in runs in a process of its own. */

#ifndef MAILDIR_PROGRAM_H
#define MAILDIR_PROGRAM_H

#include "server.h"

#define PROGRAM_NAME "qkarma-maildir"
#define PROGRAM_SIZE 52428800   /* 50 MiB: bytes of a message, by default */

/* Serve the client on descriptors 0 and 1; s is zero but for max and check.
   Returns an exit code; or exits, if it cannot begin. */
int program_serve(struct server *s);

/* The same as if it had been started without options. */
int program_embedded(void);

#endif
