/* What a packet answers. The first look is at the header, which c-ares gives
   as it came: an echo of our question would be "no such record", a truncated
   answer an answer, and a code above 5 a success. What is behind it is read by
   c-ares, whose readers have met more broken packets than ours would. */

#include <netdb.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <ares.h>

#include "packet.h"

#define HEADER 12

/* RFC 1035, 4.1.1 */
#define QR 0x80
#define OPCODE 0x78
#define TC 0x02
#define RCODE 0x0f      /* see packet.h */

static void trouble(struct dns_question *q, enum dns_trouble t)
{
  q->state = DNS_TROUBLE;
  q->trouble = t;
}

/* What the reader of c-ares says of it, and whether there was anything. */
static void finish(struct dns_question *q, int status)
{
  if (status == ARES_SUCCESS) q->state = q->n ? DNS_YES : DNS_NO;
  else if (status == ARES_ENODATA) q->state = DNS_NO;
  else trouble(q, DNS_BROKEN);
}

static void add_address(struct dns_question *q, void const *ip, int is6)
{
  struct address *a = &q->answer.address[q->n++];
  memset(a, 0, sizeof *a);
  memcpy(a->ip, ip, is6 ? 16 : 4);
  a->is6 = (unsigned char)is6;
  a->known = 1;
}

static void read_a(struct dns_question *q, unsigned char const *s, int n)
{
  struct ares_addrttl found[DNS_ADDRESSES];
  int i = 0, max = DNS_ADDRESSES;
  int status = ares_parse_a_reply(s, n, 0, found, &max);
  if (status == ARES_SUCCESS)
    for (; i < max; i++) add_address(q, &found[i].ipaddr, 0);
  finish(q, status);
}

static void read_aaaa(struct dns_question *q, unsigned char const *s, int n)
{
  struct ares_addr6ttl found[DNS_ADDRESSES];
  int i = 0, max = DNS_ADDRESSES;
  int status = ares_parse_aaaa_reply(s, n, 0, found, &max);
  if (status == ARES_SUCCESS)
    for (; i < max; i++) add_address(q, &found[i].ip6addr, 1);
  finish(q, status);
}

/* A name too long for us is none that could be asked for. */
static void add_name(struct dns_question *q, char const *name)
{
  size_t n = strlen(name);
  if (q->n < DNS_NAMES && n <= DNS_NAME)
    memcpy(q->answer.name[q->n++], name, n + 1);
}

static void read_ptr(struct dns_question *q, unsigned char const *s, int n)
{
  struct hostent *found;
  int i = 0, status = ares_parse_ptr_reply(s, n, 0, 0, AF_INET, &found);
  if (status == ARES_SUCCESS)
  {
    for (; found->h_aliases[i]; i++) add_name(q, found->h_aliases[i]);
    ares_free_hostent(found);
  }
  finish(q, status);
}

static void read_mx(struct dns_question *q, unsigned char const *s, int n)
{
  struct ares_mx_reply *found = 0, *mx;
  int status = ares_parse_mx_reply(s, n, &found);
  if (status == ARES_SUCCESS)
    for (mx = found; mx; mx = mx->next) add_name(q, mx->host);
  ares_free_data(found);
  finish(q, status);
}

static void read_records(struct dns_question *q, unsigned char const *s, int n)
{
  switch (q->type)
  {
    case DNS_A: read_a(q, s, n); break;
    case DNS_AAAA: read_aaaa(q, s, n); break;
    case DNS_PTR: read_ptr(q, s, n); break;
    case DNS_MX: read_mx(q, s, n); break;
  }
}

void packet_read(struct dns_question *q, unsigned char const *s, int n)
{
  q->n = 0;
  if (n < HEADER || !(s[2] & QR) || s[2] & OPCODE) trouble(q, DNS_BROKEN);
  else if (s[2] & TC) trouble(q, DNS_TRUNCATED);
  else switch (s[3] & RCODE)
  {
    case RCODE_NOERROR: read_records(q, s, n); break;
    case RCODE_NXDOMAIN: q->state = DNS_NO; break;
    case RCODE_FORMERR: trouble(q, DNS_FORMERR); break;
    case RCODE_SERVFAIL: trouble(q, DNS_SERVFAIL); break;
    case RCODE_NOTIMP: trouble(q, DNS_NOTIMP); break;
    case RCODE_REFUSED: trouble(q, DNS_REFUSED); break;
    default: trouble(q, DNS_RCODE);
  }
}
