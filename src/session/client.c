/* Who the client is. ucspi_get of skalibs answers nothing without $PROTO; for
   us that means TCP, as a hand-started or inetd-started server needs it. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "../base/text.h"

extern char **environ;

char const *client_proto(void)
{
  char const *proto = getenv("PROTO");
  return proto && *proto ? proto : "TCP";
}

/* The name of a UCSPI variable of this connection. 1, or 0: it is too long. */
static int variable_name(char *variable, size_t size, char const *name)
{
  struct text t = { variable, 0, size, 0 };
  text_adds(&t, client_proto());
  text_adds(&t, name);
  text_addc(&t, 0);
  return !t.cut;
}

char const *client_variable(char const *name)
{
  char variable[64];
  return variable_name(variable, sizeof variable, name) ? getenv(variable) : 0;
}

/* A server that starts us by Accept=yes of systemd.socket(5) gives the client's
   address another name. The server behind us knows only UCSPI's. */
static void rename_variable(char const *from, char const *name)
{
  char variable[64];
  char const *value = getenv(from);
  if (value && variable_name(variable, sizeof variable, name))
    setenv(variable, value, 0);
}

char const *client_host(void)
{
  static char name[256];
  char const *host = client_variable("LOCALHOST");
  if (host && *host) return host;
  if (gethostname(name, sizeof name - 1) == -1) return "localhost";
  return name;
}

/* One walk instead of a getenv for each: every connection asks. */
static char const *immunity(void)
{
  static char const *const names[] = { "RELAYCLIENT", "WHITELISTCLIENT",
    "WHITELISTHOST" };
  char **e = environ;
  size_t i;
  for (; *e; e++)
    if (**e == 'R' || **e == 'W')
      for (i = 0; i < sizeof names / sizeof *names; i++)
      {
        size_t n = strlen(names[i]);
        if (!strncmp(*e, names[i], n) && (*e)[n] == '=') return names[i];
      }
  return 0;
}

char const *client_read(struct client *c)
{
  char const *ip = client_variable("REMOTEIP");
  if (!ip)
  {
    rename_variable("REMOTE_ADDR", "REMOTEIP");
    rename_variable("REMOTE_PORT", "REMOTEPORT");
    ip = client_variable("REMOTEIP");
  }
  memset(c, 0, sizeof *c);
  if (ip && address_scan(&c->address, ip, strlen(ip)))
    key_client(&c->key, &c->address);
  c->namelen = address_fmt(c->name, &c->address);
  c->immunity = immunity();
  return ip;
}
