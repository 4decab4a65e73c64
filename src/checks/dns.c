/* dns: how the DNS is asked, and about whom. */

#include "dns.h"
#include "../dns/servers.h"

static struct option const options[] =
{
  [DNS_SERVER] = { "server", OPTION_TEXT, "off", 0, 0, 0, 0,
    "the address of a name server, maybe with a port; off: as resolv.conf" },
  [DNS_KNOWN] = { "known", OPTION_NUMBER, "5", 5, 0, 1000000, 0,
    "about a client with a better history than this nobody is asked" },
  [DNS_PRIVATE] = { "private", OPTION_NUMBER, "0", 0, 0, 1, 0,
    "1: somebody is asked about private addresses, too" }
};

uint64_t dns_option(struct session const *s, unsigned int i)
{
  return check_option(s, &check_dns, i)->number;
}

char const *dns_server(struct session const *s)
{
  return check_option(s, &check_dns, DNS_SERVER)->text;
}

static char const *conflict(struct value const *v)
{
  struct dns_servers servers;
  return v[DNS_SERVER].text && !servers_parse(&servers, v[DNS_SERVER].text)
    ? "dns server is an address, and maybe a port" : 0;
}

struct check const check_dns =
{
  .name = "dns",
  .always = 1,
  .option = options,
  .options = sizeof options / sizeof *options,
  .conflict = conflict
};
