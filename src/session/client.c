/* Who the client is. ucspi_get of skalibs answers nothing without $PROTO; for
   us that means TCP, as a hand-started or inetd-started server needs it. */

#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "../base/text.h"

char const *client_proto(void)
{
  char const *proto = getenv("PROTO");
  return proto && *proto ? proto : "TCP";
}

char const *client_variable(char const *name)
{
  char variable[64];
  struct text t = TEXT(variable);
  text_adds(&t, client_proto());
  text_adds(&t, name);
  text_addc(&t, 0);
  return t.cut ? 0 : getenv(variable);
}

char const *client_read(struct client *c)
{
  char const *ip = client_variable("REMOTEIP");
  memset(c, 0, sizeof *c);
  if (ip && address_scan(&c->address, ip, strlen(ip)))
    key_client(&c->key, &c->address);
  c->namelen = address_fmt(c->name, &c->address);
  return ip;
}

char const *client_immunity(void)
{
  static char const *const variables[] = { "RELAYCLIENT", "WHITELISTCLIENT",
    "WHITELISTHOST" };
  size_t i = 0;
  for (; i < sizeof variables / sizeof *variables; i++)
    if (getenv(variables[i])) return variables[i];
  return 0;
}
