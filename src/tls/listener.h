/* The socket in the state directory. */

#ifndef TLS_LISTENER_H
#define TLS_LISTENER_H

#include <sys/stat.h>
#include <sys/types.h>

/* Make $QKARMA/tls and the socket in it, in the place of one that is there:
   nobody finds none meanwhile. `home` is the directory, `path` what clients
   call it. As root, give the directory to uid and gid. Who can enter it may
   connect. Returns a listening non-blocking descriptor and the socket's
   identity, or -1 (errno). The working directory is then $QKARMA/tls. */
int listener_open(int home, char const *path, uid_t uid, gid_t gid,
  struct stat *socket);

/* Take the socket's name away, if it is that one still and not another
   daemon's. */
void listener_remove(int home, dev_t dev, ino_t ino);

/* Accept. A non-blocking descriptor; or -1 (errno): EAGAIN nobody is there. */
int listener_accept(int fd);

#endif
