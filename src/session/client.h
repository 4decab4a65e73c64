/* Who the client is: from the UCSPI environment. */

#ifndef SESSION_CLIENT_H
#define SESSION_CLIENT_H

#include <stddef.h>

#include "../karma/address.h"
#include "../karma/key.h"

struct client
{
  struct address address;
  struct key key;             /* zero when the address is unknown */
  char name[ADDRESS_FMT + 1]; /* the address as text, or `unknown` */
  size_t namelen;
  char const *immunity;       /* the variable that makes it immune whatever it
                                 does (RELAYCLIENT, WHITELISTCLIENT or
                                 WHITELISTHOST, even when empty), or
                                 control/spare (checks/spare.h), or 0 */
};

/* Read the environment: the address from $PROTOREMOTEIP, where PROTO is $PROTO
   or, when that is unset, TCP; and what makes the client immune. An absent or
   unparsable address leaves it unknown. Returns what the variable held, or 0
   when it was not set, for a warning. */
char const *client_read(struct client *c);

/* How the UCSPI variables of this connection begin: $PROTO, or TCP when that
   is unset. */
char const *client_proto(void);

/* The value of a UCSPI variable of the connection, as REMOTEHOST or LOCALPORT,
   or 0. */
char const *client_variable(char const *name);

/* Our name towards it: $PROTOLOCALHOST, or the machine's. */
char const *client_host(void);

#endif
