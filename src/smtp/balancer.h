/* A load balancer before us says who the client is: the PROXY protocol, version
   1 and 2 (https://www.haproxy.org/download/1.8/doc/proxy-protocol.txt). It is
   believed where the environment says so, which the rules for its address do;
   from anybody else such a header is what any words before the greeting are. */

#ifndef SMTP_BALANCER_H
#define SMTP_BALANCER_H

#include <stdint.h>

#include "../karma/address.h"

#define BALANCER_VARIABLE "QKARMA_PROXY"
#define BALANCER_SECONDS 5      /* it is given for its header */
#define BALANCER_LINE 107       /* bytes of one of version 1 */

struct balancer_client
{
  unsigned int itself : 1;      /* the connection is from who it seems to be
                                   from: the balancer itself (LOCAL), */
  unsigned int unnamed : 1;     /* or a client it cannot tell of (UNKNOWN) */
  struct address remote;
  struct address local;
  uint16_t remote_port;
  uint16_t local_port;
};

/* What a line of version 1 says, without its CR LF. 1, 0 it makes no sense. */
int balancer_line(struct balancer_client *c, char const *s, size_t n);

/* What 16 bytes of version 2 say: how many follow, at most 65535; -1 they make
   no sense. And what those say (of more than BALANCER_ADDRESSES the first).
   1, 0 no sense. */
#define BALANCER_HEAD 16
#define BALANCER_ADDRESSES 36
long balancer_head(unsigned char const *head);
int balancer_addresses(struct balancer_client *c, unsigned char const *head,
  unsigned char const *s, size_t n);

/* Read the header from descriptor 0, and not a byte behind it. 0, or what is
   wrong, for the log. */
char const *balancer_ask(struct balancer_client *c);

/* What makes the balancer immune is not its clients': out of the environment. */
void balancer_disown(struct balancer_client const *c);

/* Put it into the environment, in the place of the balancer's own address; and
   balancer_disown. 0, or what is wrong. */
char const *balancer_believe(struct balancer_client const *c);

#endif
