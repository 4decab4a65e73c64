/* Keys of the databases: clients and the networks around them. A client is
   its IPv4 address, or the /64 of its IPv6 address. */

#ifndef KARMA_KEY_H
#define KARMA_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "address.h"

#define KEY_FMT 44      /* an IPv6 network with its /bits */
#define KEY_NETWORKS 4  /* the most networks a client has */

struct key
{
  uint64_t number;        /* the address, of IPv6 its first 64 bits; those
                             behind the prefix are zero */
  unsigned char is6;
  unsigned char bits;     /* prefix length: a client has 32, or 64 in IPv6 */
};

/* The client's key of a known address. */
void key_client(struct key *k, struct address const *a);

/* The first address of the key's range. */
void key_address(struct address *a, struct key const *k);

/* 1 if the key is a client's, 0 if a network's. */
int key_isclient(struct key const *k);

/* The i-th network around a client, the smallest first: /24 /16 /8 /0, or
   /48 /32 /0. Returns 1, or 0 when there are no more. */
int key_network(struct key *network, struct key const *client, unsigned int i);

/* 1 if the key, however many of its connections are good or bad, is one member
   of the networks around it: an IPv4 address, an IPv6 /64 in its /48, and in
   all larger ones a /48, which is what one customer has: /64s are free. */
int key_counts_once(struct key const *k);

/* 1 if the network holds k (or is k). */
int key_within(struct key const *k, struct key const *network);

/* Write the key's text, at most KEY_FMT bytes, no final NUL: 192.0.2.7,
   192.0.2.0/24, 2001:db8:0:1::/64. Returns the length. */
size_t key_fmt(char *s, struct key const *k);

/* Scan all of s[0..n). Only text that key_fmt would write for a client or for
   one of the networks above is a key: 1, else 0. */
int key_scan(struct key *k, char const *s, size_t n);

/* The order of karma.cdb, as strcmp answers: IPv4 before IPv6, then by the
   last address of the range, then the longer prefix first; so a network
   follows all its members. Clients of one family are so in the order of their
   numbers. */
int key_cmp(struct key const *a, struct key const *b);

#endif
