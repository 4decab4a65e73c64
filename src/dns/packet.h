/* What a packet answers. */

#ifndef DNS_PACKET_H
#define DNS_PACKET_H

#include "dns.h"

/* RFC 1035, 4.1.1: how a server answers. */
enum rcode
{
  RCODE_NOERROR,
  RCODE_FORMERR,
  RCODE_SERVFAIL,
  RCODE_NXDOMAIN,
  RCODE_NOTIMP,
  RCODE_REFUSED
};

/* Fill q->state and what belongs to it from the n bytes that a server sent as
   an answer to it. c-ares has compared sender, id and question. Nothing else is
   believed. */
void packet_read(struct dns_question *q, unsigned char const *s, int n);

#endif
