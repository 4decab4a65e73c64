/* The names of addresses. By itself: rules use it that ask nothing. */

#include <string.h>

#include "dns.h"
#include "../base/text.h"

void dns_reversed(char *s, struct address const *a)
{
  struct text t = { s, 0, DNS_REVERSED - 1, 0 };
  unsigned int i = a->is6 ? 32 : 4;
  while (i--)
  {
    if (!a->is6) text_addu(&t, a->ip[i]);
    else text_addhex(&t, a->ip[i / 2] >> (i % 2 ? 0 : 4) & 15, 1);
    if (i) text_addc(&t, '.');
  }
  s[t.len] = 0;
}

void dns_reverse_name(char *s, struct address const *a)
{
  dns_reversed(s, a);
  strcat(s, a->is6 ? ".ip6.arpa" : ".in-addr.arpa");
}
