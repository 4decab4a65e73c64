/* The log. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/strerr.h>

#include "report.h"
#include "../handover/protocol.h"

#define LINE 600

union address
{
  struct sockaddr any;
  struct sockaddr_in four;
  struct sockaddr_in6 six;
};

static void add_address(struct text *line, int fd)
{
  char s[INET6_ADDRSTRLEN] = "unknown";
  union address a;
  socklen_t n = sizeof a;
  if (getpeername(fd, &a.any, &n) == 0)
  {
    if (a.any.sa_family == AF_INET)
      inet_ntop(AF_INET, &a.four.sin_addr, s, sizeof s);
    else if (a.any.sa_family == AF_INET6)
    {
      int mapped = IN6_IS_ADDR_V4MAPPED(&a.six.sin6_addr);
      inet_ntop(mapped ? AF_INET : AF_INET6, a.six.sin6_addr.s6_addr
        + (mapped ? 12 : 0), s, sizeof s);
    }
  }
  text_adds(line, s);
}

static void begin(struct text *line, struct tunnel const *t, char const *word)
{
  line->max--;    /* the LF always fits */
  add_address(line, t->client.fd);
  text_addc(line, ' ');
  text_adds(line, PROG);
  text_adds(line, word);
  text_adds(line, t->how == HANDOVER_TLS ? "TLS at once: " : "STARTTLS: ");
}

static void end(struct text *line)
{
  line->max++;
  text_addc(line, '\n');
  allwrite(2, line->s, line->len);
}

void report_fail(struct tunnel const *t, char const *why)
{
  char array[LINE];
  struct text line = TEXT(array);
  begin(&line, t, ": fail: ");
  text_adds(&line, why);
  end(&line);
}

void report_pass(struct tunnel const *t)
{
  char array[LINE];
  struct text line = TEXT(array);
  char const *name = SSL_get_servername(t->ssl, TLSEXT_NAMETYPE_host_name);
  if (!t->all->all) return;
  begin(&line, t, ": pass: ");
  text_adds(&line, SSL_get_version(t->ssl));
  text_addc(&line, ' ');
  text_adds(&line, SSL_get_cipher_name(t->ssl));
  if (name)
  {
    text_addc(&line, ' ');
    text_addclean(&line, name, strlen(name));
  }
  end(&line);
}
