/* balancer: PROXY headers, and whether they make sense; prints those of which
   we think otherwise. */

#include <stdio.h>
#include <string.h>

#include "../../src/smtp/balancer.h"

static struct { char const *line; int good; int itself; } const table[] =
{
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 25", 1, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 0 65535", 1, 0 },
  { "PROXY TCP6 2001:db8::7 2001:db8::1 4711 25", 1, 0 },
  { "PROXY TCP6 ::ffff:192.0.2.7 ::1 4711 25", 1, 0 },
  { "PROXY TCP6 2001:0DB8:0:0:0:0:0:7 2001:db8::1 4711 25", 1, 0 },
  { "PROXY UNKNOWN", 1, 1 },
  { "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535", 1, 1 },
  { "PROXY TCP4", 0, 0 },
  { "PROXY TCP4 ", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 ", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 25 ", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 25 7", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 65536", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 -1 25", 0, 0 },
  { "PROXY TCP4 192.0.2.256 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP4  192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP5 192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "proxy TCP4 192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP4 192.0.2.7  192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711  25", 0, 0 },
  { "PROXY TCP4\t192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { " PROXY TCP4 192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY tcp4 192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY unknown", 0, 0 },
  { "PROXY  UNKNOWN", 0, 0 },
  { "PROXY UNKNOWN\tx", 0, 0 },
  { "PROXY TCP4 192.0.2.07 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 04711 25", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 025", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 00", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 +4711 25", 0, 0 },
  { "PROXY TCP4 192.0.2.7 192.0.2.1 4711 0x19", 0, 0 },
  { "PROXY TCP4 2001:db8::7 2001:db8::1 4711 25", 0, 0 },
  { "PROXY TCP4 192.0.2.7 2001:db8::1 4711 25", 0, 0 },
  { "PROXY TCP4 ::ffff:192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP6 192.0.2.7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP6 2001:db8::7 192.0.2.1 4711 25", 0, 0 },
  { "PROXY TCP6 fe80::7%lo fe80::1%lo 4711 25", 0, 0 },
  { "PROXY TCP6 2001:db8::7::1 2001:db8::1 4711 25", 0, 0 },
  { "PROXY TCP6 2001:db8::00007 2001:db8::1 4711 25", 0, 0 },
  { "", 0, 0 }
};

/* Version 2: the 13th and the 14th byte, and how many follow, all zero;
   balancer_head makes sense of them, and balancer_addresses. */
static struct
{
  unsigned char command, family;
  unsigned int n;
  int good, itself;
} const table2[] =
{
  { 0x21, 0x11, 12, 1, 0 },     /* TCP over IPv4 */
  { 0x21, 0x11, 36, 1, 0 },     /* ... with more behind */
  { 0x21, 0x11, 65535, 1, 0 },
  { 0x21, 0x21, 36, 1, 0 },     /* TCP over IPv6 */
  { 0x21, 0x11, 11, 0, 0 },     /* too short */
  { 0x21, 0x11, 0, 0, 0 },
  { 0x21, 0x21, 35, 0, 0 },
  { 0x21, 0x21, 12, 0, 0 },
  { 0x20, 0x00, 0, 1, 1 },      /* LOCAL: the rest means nothing */
  { 0x20, 0x11, 12, 1, 1 },
  { 0x20, 0x11, 3, 1, 1 },
  { 0x20, 0xff, 7, 1, 1 },
  { 0x21, 0x00, 0, 1, 1 },      /* UNSPEC */
  { 0x21, 0x12, 12, 1, 1 },     /* UDP, and sockets that have names */
  { 0x21, 0x22, 36, 1, 1 },
  { 0x21, 0x31, 216, 1, 1 },
  { 0x21, 0x32, 216, 1, 1 },
  { 0x21, 0x41, 36, 0, 0 },     /* no family, no protocol of this version */
  { 0x21, 0xf1, 36, 0, 0 },
  { 0x21, 0x13, 12, 0, 0 },
  { 0x21, 0x2f, 36, 0, 0 },
  { 0x11, 0x11, 12, 0, 0 },     /* other versions */
  { 0x31, 0x11, 12, 0, 0 },
  { 0x01, 0x11, 12, 0, 0 },
  { 0x22, 0x11, 12, 0, 0 },     /* no command */
  { 0x2f, 0x11, 12, 0, 0 }
};

static void version2(unsigned int i)
{
  static unsigned char const zero[BALANCER_ADDRESSES];
  unsigned char head[BALANCER_HEAD] = "\r\n\r\n\0\r\nQUIT\n";
  unsigned int n = table2[i].n;
  struct balancer_client c;
  int good;
  head[12] = table2[i].command;
  head[13] = table2[i].family;
  head[14] = (unsigned char)(n >> 8);
  head[15] = (unsigned char)n;
  good = balancer_head(head) == (long)n && balancer_addresses(&c, head, zero,
    n < BALANCER_ADDRESSES ? n : BALANCER_ADDRESSES);
  if (good != table2[i].good || (good && (int)c.itself != table2[i].itself))
    printf("%02x %02x %u\n", head[12], head[13], n);
}

int main(void)
{
  unsigned int i = 0;
  for (; i < sizeof table2 / sizeof *table2; i++) version2(i);
  i = 0;
  for (; i < sizeof table / sizeof *table; i++)
  {
    struct balancer_client c;
    int good = balancer_line(&c, table[i].line, strlen(table[i].line));
    if (good != table[i].good || (good && (int)c.itself != table[i].itself))
      printf("%s\n", table[i].line);
  }
  return 0;
}
