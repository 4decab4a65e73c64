/* The PROXY protocol. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <skalibs/djbunix.h>
#include <skalibs/types.h>

#include "balancer.h"
#include "../base/scan.h"
#include "../base/stop.h"
#include "../base/text.h"
#include "../session/client.h"

#define BEGINNING 12      /* bytes that tell one version from the other */

static unsigned char const signature[BEGINNING] =
  { 13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10 };

static char const no_sense[] =
  "the load balancer's PROXY header makes no sense";

/* The next of the words that are separated by single blanks. */
static size_t word(char const **s, size_t *n)
{
  char const *blank = memchr(*s, ' ', *n);
  return blank ? (size_t)(blank - *s) : *n;
}

static void skip(char const **s, size_t *n, size_t len)
{
  if (len < *n) len++;
  *s += len;
  *n -= len;
}

/* Of the family that was announced, as it is written: ::ffff:192.0.2.7 is one
   of IPv6. */
static int take_address(struct address *a, char const **s, size_t *n, int is6)
{
  size_t len = word(s, n);
  int good = !memchr(*s, ':', len) == !is6 && address_scan(a, *s, len);
  skip(s, n, len);
  return good;
}

/* Without leading zeros, which somebody might read as octal. */
static int take_port(uint16_t *port, char const **s, size_t *n)
{
  size_t len = word(s, n);
  uint64_t u;
  int good = len && scan_decimal(*s, len, &u, UINT16_MAX) == len
    && (len == 1 || **s != '0');
  if (good) *port = (uint16_t)u;
  skip(s, n, len);
  return good;
}

static int begins(char const *s, size_t n, char const *with)
{
  size_t len = strlen(with);
  return n >= len && !memcmp(s, with, len);
}

int balancer_line(struct balancer_client *c, char const *s, size_t n)
{
  int is6 = begins(s, n, "PROXY TCP6 ");
  memset(c, 0, sizeof *c);
  if (begins(s, n, "PROXY UNKNOWN") && (n == 13 || s[13] == ' '))
    return c->itself = c->unnamed = 1;
  if ((!is6 && !begins(s, n, "PROXY TCP4 ")) || s[n - 1] == ' ') return 0;
  s += 11;
  n -= 11;
  return take_address(&c->remote, &s, &n, is6)
    && take_address(&c->local, &s, &n, is6)
    && take_port(&c->remote_port, &s, &n) && take_port(&c->local_port, &s, &n)
    && !n;
}

/* LOCAL: the balancer's own connection, whatever the next byte is. */
static int of_its_own(unsigned char const *head)
{
  return !(head[12] & 15);
}

/* Is there such a family, and such a protocol? */
static int known(unsigned char family)
{
  return family >> 4 <= 3 && (family & 15) <= 2;
}

long balancer_head(unsigned char const *head)
{
  if (memcmp(head, signature, BEGINNING) || head[12] >> 4 != 2
    || (head[12] & 15) > 1 || (!of_its_own(head) && !known(head[13])))
    return -1;
  return head[14] << 8 | head[15];
}

static uint16_t port_of(unsigned char const *s)
{
  return (uint16_t)(s[0] << 8 | s[1]);
}

/* Where it is not TCP over IP, its addresses mean nothing to us. */
int balancer_addresses(struct balancer_client *c, unsigned char const *head,
  unsigned char const *s, size_t n)
{
  int is6 = head[13] == 0x21;
  size_t one = is6 ? 16 : 4;
  memset(c, 0, sizeof *c);
  if (of_its_own(head)) return c->itself = 1;
  if (!is6 && head[13] != 0x11) return c->itself = c->unnamed = 1;
  if (n < 2 * one + 4) return 0;
  address_bytes(&c->remote, s, is6);
  address_bytes(&c->local, s + one, is6);
  c->remote_port = port_of(s + 2 * one);
  c->local_port = port_of(s + 2 * one + 2);
  return 1;
}

/* Read n bytes. 1, 0 (errno; EPIPE: the end). */
static int get(void *to, size_t n, tain const *deadline)
{
  char *s = to;
  while (n)
  {
    iopause_fd x = { .fd = 0, .events = IOPAUSE_READ };
    ssize_t r = stop_asked() ? 0 : stop_poll(&x, 1, deadline);
    if (r != 1) return errno = r ? errno : ETIMEDOUT, 0;
    r = read(0, s, n);
    if (!r) errno = EPIPE;
    if (r <= 0 && errno != EAGAIN && errno != EINTR) return 0;
    if (r <= 0) continue;
    s += r;
    n -= (size_t)r;
  }
  return 1;
}

static char const *cannot(void)
{
  if (stop_asked())
    return "told to stop by a signal before the load balancer's PROXY header";
  return errno == ETIMEDOUT ? "no PROXY header of the load balancer in time"
    : "no PROXY header of the load balancer before its end";
}

/* Byte by byte: what is behind the line is not ours. */
static char const *ask_line(struct balancer_client *c, char *line,
  tain const *deadline)
{
  size_t n = BEGINNING;
  while (line[n - 1] != '\n')
  {
    if (n == BALANCER_LINE) return no_sense;
    if (!get(line + n++, 1, deadline)) return cannot();
  }
  return line[n - 2] == '\r' && balancer_line(c, line, n - 2) ? 0 : no_sense;
}

static char const *ask_bytes(struct balancer_client *c, unsigned char *head,
  tain const *deadline)
{
  unsigned char s[BALANCER_ADDRESSES], rest[512];
  long left;
  size_t n;
  if (!get(head + BEGINNING, BALANCER_HEAD - BEGINNING, deadline))
    return cannot();
  left = balancer_head(head);
  if (left == -1) return no_sense;
  n = left < BALANCER_ADDRESSES ? (size_t)left : BALANCER_ADDRESSES;
  if (!get(s, n, deadline)) return cannot();
  for (left -= (long)n; left; )
  {
    size_t part = left < (long)sizeof rest ? (size_t)left : sizeof rest;
    if (!get(rest, part, deadline)) return cannot();
    left -= (long)part;
  }
  return balancer_addresses(c, head, s, n) ? 0 : no_sense;
}

char const *balancer_ask(struct balancer_client *c)
{
  char beginning[BALANCER_LINE];
  tain deadline;
  tain_now_g();
  tain_addsec_g(&deadline, BALANCER_SECONDS);
  if (!get(beginning, BEGINNING, &deadline)) return cannot();
  if (!memcmp(beginning, signature, BEGINNING))
    return ask_bytes(c, (unsigned char *)beginning, &deadline);
  return begins(beginning, BEGINNING, "PROXY ")
    ? ask_line(c, beginning, &deadline) : no_sense;
}

static int set(char const *name, char const *value)
{
  char array[64];
  struct text t = TEXT(array);
  text_adds(&t, client_proto());
  text_adds(&t, name);
  text_addc(&t, 0);
  if (t.cut) return 0;
  return value ? setenv(array, value, 1) == 0 : unsetenv(array) == 0;
}

static int set_end(char const *ip, char const *port, struct address const *a,
  uint16_t number)
{
  char fmt[ADDRESS_FMT + 1], digits[UINT_FMT];
  fmt[address_fmt(fmt, a)] = 0;
  digits[uint_fmt(digits, number)] = 0;
  return set(ip, fmt) && set(port, digits);
}

void balancer_disown(struct balancer_client const *c)
{
  static char const *const its[] = { "RELAYCLIENT", "WHITELISTCLIENT",
    "WHITELISTHOST" };
  unsigned int i = 0;
  if (c->itself && !c->unnamed) return;
  for (; i < sizeof its / sizeof *its; i++) unsetenv(its[i]);
}

char const *balancer_believe(struct balancer_client const *c)
{
  balancer_disown(c);
  if (c->itself) return 0;
  return set_end("REMOTEIP", "REMOTEPORT", &c->remote, c->remote_port)
    && set_end("LOCALIP", "LOCALPORT", &c->local, c->local_port)
    && set("REMOTEHOST", 0) && set("REMOTEINFO", 0) && set("CONNNUM", 0)
    ? 0 : "unable to keep what the load balancer says";
}
