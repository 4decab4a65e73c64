/* The UCSPI variables of a client. An environment of our own is filled anew for
   each: setenv would keep every value that there ever was. */

#include <skalibs/nonposix.h>

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <skalibs/env.h>

#include "variables.h"
#include "../base/text.h"

#define OURS 8        /* variables of each client */
#define RULES 256     /* variables of a rule */
#define VALUE 64      /* bytes of one of ours */

extern char **environ;

static struct
{
  char **all;         /* the environment, */
  char **got;         /* what it was, less what is of a connection, */
  size_t base;        /* and how many of them */
  size_t n;
  size_t room;
  char ours[OURS][VALUE];
} variables;

static int of_connection(char const *variable)
{
  static char const *const names[] = { "PROTO=", "TCPLOCALIP=", "TCPLOCALPORT=",
    "TCPLOCALHOST=", "TCPREMOTEIP=", "TCPREMOTEPORT=", "TCPREMOTEHOST=",
    "TCPREMOTEINFO=", "TCPCONNNUM=", "LISTEN_FDS=", "LISTEN_PID=",
    "LISTEN_FDNAMES=" };
  unsigned int i = 0;
  for (; i < sizeof names / sizeof *names; i++)
    if (!strncmp(variable, names[i], strlen(names[i]))) return 1;
  return 0;
}

static void use(void)
{
  variables.all[variables.n] = 0;
  environ = variables.all;
}

int variables_begin(char const *host)
{
  size_t n = env_len((char const *const *)environ), i = 0;
  char *name = 0;
  variables.room = n + 1 + OURS + RULES;
  variables.all = malloc((variables.room + 1) * sizeof *variables.all);
  variables.got = malloc((n + 1) * sizeof *variables.got);
  if (!variables.all || !variables.got) return 0;
  for (; i < n; i++)
    if (!of_connection(environ[i])) variables.all[variables.n++] = environ[i];
  if (host)
  {
    name = malloc(sizeof "TCPLOCALHOST=" + strlen(host));
    if (!name) return 0;
    strcpy(name, "TCPLOCALHOST=");
    strcat(name, host);
    variables.all[variables.n++] = name;
  }
  variables.base = variables.n;
  memcpy(variables.got, variables.all, variables.n * sizeof *variables.got);
  use();
  return 1;
}

/* The next of ours: the caller writes its value behind the name. */
static struct text begin(unsigned int *i, char const *name)
{
  struct text t = { variables.ours[*i], 0, VALUE - 1, 0 };
  text_adds(&t, name);
  text_addc(&t, '=');
  variables.all[variables.n++] = variables.ours[(*i)++];
  return t;
}

static void end(struct text *t)
{
  t->s[t->len] = 0;
}

static void address(unsigned int *i, char const *ip, char const *port,
  struct address const *a, uint16_t number)
{
  char fmt[ADDRESS_FMT];
  struct text t = begin(i, ip);
  text_add(&t, fmt, address_fmt(fmt, a));
  end(&t);
  t = begin(i, port);
  text_addu(&t, number);
  end(&t);
}

void variables_client(struct variables_ends const *e, uint32_t connections)
{
  struct text t;
  unsigned int i = 0;
  variables.n = variables.base;
  memcpy(variables.all, variables.got, variables.n * sizeof *variables.all);
  t = begin(&i, "PROTO");
  text_adds(&t, "TCP");
  end(&t);
  if (e->local.known)
    address(&i, "TCPLOCALIP", "TCPLOCALPORT", &e->local, e->local_port);
  address(&i, "TCPREMOTEIP", "TCPREMOTEPORT", &e->remote, e->remote_port);
  if (connections)
  {
    t = begin(&i, "TCPCONNNUM");
    text_addu(&t, connections);
    end(&t);
  }
  use();
}

int variables_add(char const *s)
{
  size_t name = strcspn(s, "=") + 1, i = 0;
  variables.n = env_len((char const *const *)variables.all);  /* unsetenv */
  while (i < variables.n && strncmp(variables.all[i], s, name)) i++;
  if (i == variables.room) return 0;
  if (i == variables.n) variables.n++;
  variables.all[i] = (char *)s;
  use();
  return 1;
}

int variables_address(struct address *a, uint16_t *port,
  struct sockaddr_storage const *s)
{
  if (s->ss_family == AF_INET)
  {
    struct sockaddr_in const *in = (struct sockaddr_in const *)s;
    address_bytes(a, (unsigned char const *)&in->sin_addr, 0);
    *port = ntohs(in->sin_port);
    return 1;
  }
  if (s->ss_family == AF_INET6)
  {
    struct sockaddr_in6 const *in = (struct sockaddr_in6 const *)s;
    address_bytes(a, (unsigned char const *)&in->sin6_addr, 1);
    *port = ntohs(in->sin6_port);
    return 1;
  }
  return 0;
}

int variables_local(struct address *a, uint16_t *port, int fd)
{
  struct sockaddr_storage s;
  socklen_t len = sizeof s;
  return getsockname(fd, (struct sockaddr *)&s, &len) == 0
    && variables_address(a, port, &s);
}
