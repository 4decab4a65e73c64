/* The client's address. An IPv4 address that travels in IPv6 clothes
   (::ffff:a.b.c.d, or 64:ff9b::a.b.c.d behind a NAT64) is that IPv4 address,
   so that a client has one record however it reaches us. */

#ifndef KARMA_ADDRESS_H
#define KARMA_ADDRESS_H

#include <stddef.h>
#include <stdint.h>

#define ADDRESS_FMT 40

struct address
{
  unsigned char ip[16];   /* network order; IPv4 in the first four bytes */
  unsigned char is6;
  unsigned char known;    /* 0: absent or unparsable; the rest is zero */
};

/* Scan all of s[0..n) as an IPv4 or IPv6 address. Returns 1, or 0 and an
   unknown address. */
int address_scan(struct address *a, char const *s, size_t n);

/* From 4 or 16 bytes in network order. */
void address_bytes(struct address *a, unsigned char const *ip, int is6);

/* Write RFC 5952 text, or `unknown`; at most ADDRESS_FMT bytes, no final NUL.
   Returns the length. */
size_t address_fmt(char *s, struct address const *a);

/* The same of an IPv4 address that is a number; at most 15 bytes. Leading
   zeros are not taken: no other text stands for this address. */
int address_scan4(uint32_t *ip, char const *s, size_t n);
size_t address_fmt4(char *s, uint32_t ip);

/* 1 for loopback, RFC 1918, link-local and unique local (RFC 4193) addresses,
   and those that providers share among their customers (RFC 6598): behind a
   relay of one's own, a container network or a provider's NAT they stand for
   many clients at once. */
int address_private(struct address const *a);

/* 1 for loopback addresses. */
int address_loopback(struct address const *a);

#endif
