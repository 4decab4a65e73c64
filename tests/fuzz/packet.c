/* What a name server sends: an answer of the type that was asked for, in plain
   values, or trouble. */

#include <string.h>

#include "fuzz.h"
#include "../../src/dns/packet.h"

static void addresses(struct dns_question const *q)
{
  unsigned int i = 0;
  MUST(q->n <= DNS_ADDRESSES);
  for (; i < q->n; i++)
  {
    MUST(q->answer.address[i].known);
    MUST(q->answer.address[i].is6 == (q->type == DNS_AAAA));
  }
}

static void names(struct dns_question const *q)
{
  static char const host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
    "VWXYZ0123456789-._/";
  unsigned int i = 0;
  char const *c;
  MUST(q->n <= DNS_NAMES);
  for (; i < q->n; i++)
  {
    MUST(memchr(q->answer.name[i], 0, DNS_NAME + 1));
    for (c = q->answer.name[i]; *c; c++)
      MUST(q->type == DNS_PTR ? !!strchr(host, *c) : *c >= ' ' && *c <= '~');
  }
}

void fuzz(char const *s, size_t n)
{
  static struct dns_question q;
  struct bytes b = { s, n };
  memset(&q, 0, sizeof q);
  q.type = (enum dns_type)(bytes_number(&b) % 4);
  q.state = DNS_OPEN;
  packet_read(&q, (unsigned char const *)b.s, (int)b.n);
  MUST(q.state == DNS_YES || q.state == DNS_NO || q.state == DNS_TROUBLE);
  if (q.state == DNS_TROUBLE) MUST(*dns_word(q.trouble));
  if (q.state != DNS_YES) return;
  MUST(q.n);
  if (q.type == DNS_A || q.type == DNS_AAAA) addresses(&q);
  else names(&q);
}
