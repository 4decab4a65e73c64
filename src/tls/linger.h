/* The last stage. A socket that is closed while there is something to read in
   it makes the kernel send a reset, and that overtakes our last reply. So what
   the client still sends is thrown away for a while. */

#ifndef TLS_LINGER_H
#define TLS_LINGER_H

#include "tunnel.h"

/* Nothing more is said to either; wait until the client has closed. */
void linger(struct tunnel *t);

#endif
