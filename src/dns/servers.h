/* Which name servers are asked: our own reading of resolv.conf, and of the
   option that stands in its place. */

#ifndef DNS_SERVERS_H
#define DNS_SERVERS_H

#include "../karma/address.h"

#define DNS_SERVERS 3             /* as many as resolver(5) takes */
#define DNS_PORT 53
#define DNS_RESOLV "/etc/resolv.conf"

struct dns_server
{
  struct address address;
  unsigned int port;
};

struct dns_servers
{
  unsigned int n;
  struct dns_server server[DNS_SERVERS];
};

/* The nameserver lines of a file like /etc/resolv.conf, the first
   DNS_SERVERS that have an address. Where there is no such file, or none in it,
   it is 127.0.0.1, as resolver(5) has it. */
void servers_read(struct dns_servers *s, char const *file);

/* `ADDRESS` or `ADDRESS PORT`: the only server. 1; 0 it is something else. */
int servers_parse(struct dns_servers *s, char const *text);

#endif
