/* Asking the DNS, by way of c-ares. Its channel is started with the first
   question, with everything said that it would else look for in files and in
   the environment. */

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <ares.h>

#include "packet.h"
#include "sockets.h"

#define RANDOM "/dev/urandom"
#define FIRST 500       /* milliseconds until a question is asked again; and
                           twice that until it is given up, */
#define TRIES 2         /* for it was asked twice of each server */
#define FORGET 60       /* seconds until a server that was away is asked again */

/* What c-ares has for the names of services calls these, and a static program
   that has them needs the shared libraries of its C library; nobody here asks
   for a service. */
struct servent *getservbyname(char const *name, char const *proto)
{
  (void)name, (void)proto;
  return 0;
}

int getservbyport_r(int port, char const *proto, struct servent *se, char *s,
  size_t n, struct servent **result);
int getservbyport_r(int port, char const *proto, struct servent *se, char *s,
  size_t n, struct servent **result)
{
  (void)port, (void)proto, (void)se, (void)s, (void)n;
  *result = 0;
  return -1;
}

char const *dns_why(struct dns const *d)
{
  return d->why;
}

char const *dns_word(enum dns_trouble t)
{
  static char const *const words[] =
  {
    [DNS_TIMEOUT] = "timeout", [DNS_UNREACHABLE] = "unreachable",
    [DNS_FORMERR] = "FORMERR", [DNS_SERVFAIL] = "SERVFAIL",
    [DNS_NOTIMP] = "NOTIMP", [DNS_REFUSED] = "REFUSED",
    [DNS_RCODE] = "unknown code", [DNS_TRUNCATED] = "truncated",
    [DNS_BROKEN] = "broken", [DNS_BAD_NAME] = "bad name",
    [DNS_NOT_STARTED] = "not started"
  };
  return words[t];
}

/* The channel with all that could come from elsewhere: then c-ares reads no
   file, and neither RES_OPTIONS nor LOCALDOMAIN mean anything. */
static int channel(struct dns *d)
{
  static char lookups[] = "b";    /* the DNS, no hosts file */
  struct ares_options o;
  memset(&o, 0, sizeof o);
  o.flags = ARES_FLAG_IGNTC | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  o.timeout = FIRST;
  o.tries = TRIES;
  o.ndots = 1;
  o.lookups = lookups;
  return ares_init_options(&d->channel, &o, ARES_OPT_FLAGS
    | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_NDOTS | ARES_OPT_NOROTATE
    | ARES_OPT_LOOKUPS | ARES_OPT_SERVERS | ARES_OPT_DOMAINS
    | ARES_OPT_SORTLIST) == ARES_SUCCESS;
}

/* With their ports, and IPv6 too: an option of the channel's takes neither. */
static int servers(struct dns *d)
{
  struct ares_addr_port_node node[DNS_SERVERS];
  unsigned int i = 0;
  for (; i < d->servers.n; i++)
  {
    struct dns_server const *s = &d->servers.server[i];
    memset(&node[i], 0, sizeof node[i]);
    node[i].family = s->address.is6 ? AF_INET6 : AF_INET;
    memcpy(&node[i].addr, s->address.ip, s->address.is6 ? 16 : 4);
    node[i].udp_port = (int)s->port;
    if (i) node[i - 1].next = &node[i];
    d->socket[i].fd = -1;
  }
  return ares_set_servers_ports(d->channel, node) == ARES_SUCCESS;
}

/* 1, or 0 and d->why. Without its source of random numbers c-ares would take
   others, which can be guessed, and forged answers with them. */
static int start(struct dns *d)
{
  if (d->channel) return 1;
  if (d->why) return 0;
  if (!d->server) servers_read(&d->servers, d->resolv ? d->resolv : DNS_RESOLV);
  else if (!servers_parse(&d->servers, d->server))
    d->why = "the name server is no address";
  if (!d->why && access(RANDOM, R_OK) == -1)
    d->why = RANDOM " is not there";
  if (d->why) return 0;
  if (!channel(d)) d->channel = 0;
  else if (servers(d))
  {
    ares_set_socket_functions(d->channel, &sockets, d);
    return 1;
  }
  dns_end(d);
  d->why = "there is no memory";
  return 0;
}

/* Of what c-ares gives up the reason is in what came last. */
static enum dns_trouble given_up(struct dns const *d, int status)
{
  if (status == ARES_ETIMEOUT) return DNS_TIMEOUT;
  if (status == ARES_EBADNAME) return DNS_BAD_NAME;
  if (status != ARES_ECONNREFUSED) return DNS_BROKEN;
  switch (d->rcode)
  {
    case RCODE_SERVFAIL: return DNS_SERVFAIL;
    case RCODE_NOTIMP: return DNS_NOTIMP;
    case RCODE_REFUSED: return DNS_REFUSED;
    default: return DNS_UNREACHABLE;
  }
}

/* May come out of ares_query already. */
static void answered(void *data, int status, int timeouts, unsigned char *s,
  int n)
{
  struct dns_question *q = data;
  struct dns *d = q->dns;
  if (status == ARES_EDESTRUCTION) return;
  if (timeouts) d->waited = 1;
  d->open--;
  if (s) packet_read(q, s, n);
  else
  {
    q->state = DNS_TROUBLE;
    q->trouble = given_up(d, status);
  }
  if (q->state == DNS_TROUBLE) d->troubles++;
}

/* c-ares takes escapes, and what is no host's name. Most of what we ask about
   a client says. */
static int is_name(char const *s)
{
  size_t n = 0;
  for (; s[n]; n++)
    if (!(s[n] >= 'a' && s[n] <= 'z') && !(s[n] >= 'A' && s[n] <= 'Z')
      && !(s[n] >= '0' && s[n] <= '9') && s[n] != '-' && s[n] != '_'
      && (s[n] != '.' || !n || s[n - 1] == '.')) return 0;
  return n && n <= DNS_NAME;
}

/* A connection may last for hours, and a server begins again in seconds. */
static void forget(struct dns *d)
{
  unsigned int i = 0;
  if (tain_future(&d->forget)) return;
  tain_addsec_g(&d->forget, FORGET);
  d->waited = 0;
  for (; i < DNS_SERVERS; i++) d->socket[i].dead = 0;
}

void dns_ask(struct dns *d, struct dns_question *q, enum dns_type type,
  char const *name)
{
  static int const types[] =
  {
    [DNS_A] = 1, [DNS_AAAA] = 28, [DNS_PTR] = 12, [DNS_MX] = 15
  };
  int good = is_name(name);
  q->dns = d;
  q->type = type;
  q->n = 0;
  d->asked++;
  forget(d);
  if (!good || !start(d))
  {
    q->state = DNS_TROUBLE;
    q->trouble = good ? DNS_NOT_STARTED : DNS_BAD_NAME;
    d->troubles++;
    return;
  }
  q->state = DNS_OPEN;
  d->open++;
  d->rcode = 0;
  ares_query(d->channel, name, 1, types[type], &answered, q);
}

/* ares_timeout cuts to milliseconds: who waits so long comes too early, and
   again and again. */
static void sooner(struct dns *d, tain *deadline)
{
  struct timeval tv;
  tain t;
  unsigned int i = 0;
  int milliseconds = 0;
  while (i < d->servers.n && !d->socket[i].refused) i++;
  if (i == d->servers.n)
  {
    if (!ares_timeout(d->channel, 0, &tv)) return;
    milliseconds = (int)(tv.tv_sec * 1000 + tv.tv_usec / 1000) + 1;
  }
  tain_from_millisecs(&t, milliseconds);
  tain_add_g(&t, &t);
  if (tain_less(&t, deadline)) *deadline = t;
}

unsigned int dns_wait(struct dns *d, iopause_fd *x, tain *deadline)
{
  unsigned int i = 0, n = 0;
  if (!d->open) return 0;
  for (; i < d->servers.n; i++)
    if (d->socket[i].fd != -1)
    {
      x[n].fd = d->socket[i].fd;
      x[n++].events = IOPAUSE_READ;
    }
  sooner(d, deadline);
  return n;
}

/* Is there something to read? */
static int ready(struct dns_socket const *s, iopause_fd const *x,
  unsigned int n)
{
  unsigned int i = 0;
  if (s->fd == -1) return 0;
  for (; i < n; i++)
    if (x[i].fd == s->fd && x[i].revents) return 1;
  return s->refused;
}

/* Each call looks for questions whose time is over, too. */
void dns_process(struct dns *d, iopause_fd const *x, unsigned int n)
{
  unsigned int i = 0, calls = 0;
  if (!d->open) return;
  for (; i < d->servers.n; i++)
    if (ready(&d->socket[i], x, n))
    {
      ares_process_fd(d->channel, d->socket[i].fd, ARES_SOCKET_BAD);
      calls++;
    }
  if (!calls) ares_process_fd(d->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

void dns_end(struct dns *d)
{
  if (d->channel) ares_destroy(d->channel);
  d->channel = 0;
  d->open = 0;
}
