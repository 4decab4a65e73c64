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
  { "", 0, 0 }
};

int main(void)
{
  unsigned int i = 0;
  for (; i < sizeof table / sizeof *table; i++)
  {
    struct balancer_client c;
    int good = balancer_line(&c, table[i].line, strlen(table[i].line));
    if (good != table[i].good || (good && (int)c.itself != table[i].itself))
      printf("%s\n", table[i].line);
  }
  return 0;
}
