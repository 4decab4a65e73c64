/* Sockets that listen already, handed over by whoever started us. */

#ifndef SERVER_INHERITED_H
#define SERVER_INHERITED_H

#include "listener.h"
#include "../base/text.h"

/* Those of LISTEN_FDS, if LISTEN_PID says that it is us who are meant (systemd:
   sd_listen_fds(3)), or descriptor 0 (s6-tcpserver-socketbinder). How many, in
   fd. 0: none, and if there seem to be some, `why' says why they are not taken.
   -1: what was handed over is not as it should be; `why' says what is wrong. */
int inherited_listeners(int fd[LISTENERS], struct text *why);

#endif
