/* Which name servers are asked. Of resolv.conf nothing counts but its
   nameserver lines: names are asked as they are, so no search list, and times
   are our own. */

#include <string.h>

#include <skalibs/djbunix.h>

#include "servers.h"
#include "../base/scan.h"

#define RESOLV_MAX 4096     /* bytes of the file that are read */
#define BLANKS " \t\r"

static void add(struct dns_servers *s, struct address const *a,
  unsigned int port)
{
  if (s->n == DNS_SERVERS) return;
  s->server[s->n].address = *a;
  s->server[s->n++].port = port;
}

/* One line of resolv.conf, ended by NUL. An address with a zone (fe80::1%eth0)
   is none that c-ares could use. */
static void line_of(struct dns_servers *s, char const *line)
{
  static char const word[] = "nameserver";
  struct address a;
  size_t n = sizeof word - 1;
  if (strncmp(line, word, n) || !strspn(line + n, BLANKS)) return;
  line += n + strspn(line + n, BLANKS);
  if (address_scan(&a, line, strcspn(line, BLANKS))) add(s, &a, DNS_PORT);
}

void servers_read(struct dns_servers *s, char const *file)
{
  static struct address const loopback = { .ip = { 127, 0, 0, 1 },
    .known = 1 };
  char text[RESOLV_MAX + 1], *line = text, *end;
  ssize_t n = openreadnclose(file, text, RESOLV_MAX);
  s->n = 0;
  text[n > 0 ? n : 0] = 0;
  for (; *line; line = end)
  {
    end = line + strcspn(line, "\n");
    if (*end) *end++ = 0;
    line_of(s, line);
  }
  if (!s->n) add(s, &loopback, DNS_PORT);
}

int servers_parse(struct dns_servers *s, char const *text)
{
  struct address a;
  uint64_t port = DNS_PORT;
  size_t n = strcspn(text, " "), len;
  s->n = 0;
  if (!address_scan(&a, text, n)) return 0;
  text += n;
  if (*text++)
  {
    len = strlen(text);
    if (!len || scan_decimal(text, len, &port, 65535) != len || !port)
      return 0;
  }
  add(s, &a, (unsigned int)port);
  return 1;
}
