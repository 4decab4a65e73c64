/* What qkarma-smtpd and qkarma-tlsd say to each other on the UNIX socket:

     daemon   R                           it has room
     smtpd    S or T, with a descriptor   the client's socket
     daemon   K NAME=value NUL ... NUL    TLS is there; then plaintext both ways
     daemon   E text                      it is not, and why; then the end

   Only behind R does qkarma-smtpd tell the client to begin. connect() succeeds
   into the backlog also when the daemon is full or stopped, and the client
   would hang behind a 220. */

#ifndef HANDOVER_PROTOCOL_H
#define HANDOVER_PROTOCOL_H

/* Below the state directory. The directory's mode says who may connect. */
#define HANDOVER_DIRECTORY "tls"
#define HANDOVER_SOCKET "socket"
#define HANDOVER_PATH HANDOVER_DIRECTORY "/" HANDOVER_SOCKET

#define HANDOVER_ROOM 'R'
#define HANDOVER_STARTTLS 'S'   /* TLS behind a STARTTLS */
#define HANDOVER_TLS 'T'        /* TLS at once, port 465 */
#define HANDOVER_DONE 'K'
#define HANDOVER_FAILED 'E'

/* The bytes of all NAME=value, their NULs included, or of the text behind E.
   All of them are printable ASCII. */
#define HANDOVER_TEXT 1000

#endif
