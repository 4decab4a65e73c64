/* The backend: any SMTP server that talks on stdin and stdout. (The trainer, a
   program that reads a refused message, is started and ended the same
   way.) */

#ifndef SMTP_BACKEND_H
#define SMTP_BACKEND_H

#include <stdint.h>
#include <sys/types.h>

#include "notes.h"
#include "../base/text.h"
#include "../session/channel.h"

#define BACKEND_LAST 1048576  /* bytes that it may still say at its end */

struct backend
{
  pid_t pid;              /* 0: not running */
  unsigned int started : 1;
  struct channel channel;
};

/* Ignore SIGPIPE and SIGXFSZ ourselves; the backend gets them as we got
   them. */
void backend_ignore(void);

/* A backend that is linked in, and exits with what this returns. Its command
   line, for those below: then no program is executed, but a child, or we
   ourselves, go on as it, with the descriptors, signals and environment that
   it would have had. */
char const *const *backend_embed(int (*run)(void));

/* Start it, with a pipe to its stdin and one from its stdout. Its environment
   is ours less the UCSPI-TLS descriptors, plus the NUL-ended NAME=value
   strings in `more`. `notes` becomes its descriptor NOTES_FD. 1, or 0
   (errno). */
int backend_start(struct backend *b, char const *const *argv,
  struct text const *more, int notes);

/* Start a program that only reads, with a pipe to its stdin. What it says on
   stdout is nothing to anybody and goes to /dev/null: so it never waits for
   us. 1, or 0 (errno). */
int backend_start_reader(struct backend *b, char const *const *argv);

/* Become it, in place: descriptors 0 and 1 blocking again. Returns only when
   that fails (errno). */
void backend_become(char const *const *argv);

/* End it: it reads end of file; it is given so many seconds, then TERM, and as
   many again, then KILL; one second in each case once a signal has told us to
   stop. What it still says is thrown away, notes from below it are read; of one
   that says more than BACKEND_LAST nothing more is read, nor notes.
   Harmless when it does not run. Returns how it ended, as wait does, or -1
   when that is not known. */
int backend_stop(struct backend *b, unsigned int patience,
  struct notes *notes, struct session *s);

#endif
