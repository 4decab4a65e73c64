/* What the first bytes of a client that talks early look like. TLS and PROXY
   talk first by design: an operator who sees these words in the log has a
   misplaced port or load balancer, not a spammer. */

#include <string.h>

#include <skalibs/bytestr.h>

#include "first_bytes.h"

static char const *const smtp[] = { "EHLO", "HELO", "MAIL", "RCPT", "DATA",
  "RSET", "NOOP", "QUIT", "AUTH", "STARTTLS", "VRFY", "EXPN", "HELP", 0 };
static char const *const http[] = { "GET", "POST", "HEAD", "PUT", "DELETE",
  "OPTIONS", "CONNECT", "PRI", 0 };
static char const proxy2[] = "\r\n\r\n\0\r\nQUIT\n";

/* Does it begin with one of these words and then a blank or a line's end? */
static int begins(char const *s, size_t n, char const *const *words)
{
  for (; *words; words++)
  {
    size_t len = strlen(*words);
    if (n > len && case_startb(s, n, *words) && memchr(" \r\n", s[len], 3))
      return 1;
  }
  return 0;
}

char const *first_bytes_kind(char const *s, size_t n)
{
  if (n > 1 && s[0] == 0x16 && s[1] == 3) return "tls";
  if (n > 5 && !memcmp(s, "PROXY ", 6)) return "proxy";
  if (n >= sizeof proxy2 - 1 && !memcmp(s, proxy2, sizeof proxy2 - 1))
    return "proxy";
  if (begins(s, n, http)) return "http";
  if (begins(s, n, smtp)) return "smtp";
  return "other";
}
