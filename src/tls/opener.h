/* The process that stays who started the daemon, mostly root, and opens the
   files of control/tls for it: keys that only root can read need no other mode
   and no copy, at the start and whenever they are renewed. The daemon itself is
   at that time in an empty directory, as a user who can read nothing.

   It reads no file. It opens, for reading, those whose paths were in
   control/tls when it was started, by their numbers, and passes the
   descriptors. It ends when the daemon has ended, and takes its socket's name
   away. */

#ifndef TLS_OPENER_H
#define TLS_OPENER_H

#include <sys/stat.h>

#include "../base/poller.h"
#include "../config/tls.h"

struct opener
{
  struct watch watch;     /* readable when there is an answer, or no opener */
};

/* Files are numbered: 2 i is the chain of the certificate i, 2 i + 1 its
   key. */
struct opened
{
  unsigned int file;
  int error;              /* as file_open; 0: there is a descriptor */
  int fd;
};

/* Start it; paths are relative to `home`. 1, 0 (errno). */
int opener_start(struct opener *o, int home, struct tls_settings const *s);

/* Ask for a file. 1, 0 it has ended. */
int opener_ask(struct opener *o, unsigned int file);

/* Take an answer. 1; 0 none yet; -1 it has ended. The descriptor is the
   caller's. */
int opener_take(struct opener *o, struct opened *f);

/* The socket of this identity is in place: when we have ended, take its name
   away. */
int opener_cares(struct opener *o, struct stat const *socket);

/* We end. */
void opener_dismiss(struct opener *o);

#endif
