/* The header of a load balancer, on descriptor 0: what is behind it is left to
   the next reader, to the byte. */

#include <string.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/tai.h>

#include "fuzz.h"
#include "../../src/smtp/balancer.h"

/* How long a header is that was taken. */
static size_t header(char const *s, size_t n)
{
  unsigned char const *u = (unsigned char const *)s;
  if (*s == 'P') return (size_t)((char const *)memchr(s, '\n', n) - s) + 1;
  return BALANCER_HEAD + (size_t)(u[14] << 8 | u[15]);
}

void fuzz(char const *s, size_t n)
{
  static char rest[STREAM_MAX];
  struct balancer_client c, again;
  char const *why;
  size_t len;
  if (n > STREAM_MAX) return;
  tain_now_set_stopwatch_g();
  if (fd_move(0, fuzz_stream(s, n)) == -1) fuzz_system("fd_move");
  why = balancer_ask(&c);
  len = fd_read(0, rest, sizeof rest);
  MUST(len <= n && !memcmp(rest, s + n - len, len));
  if (why) return;
  MUST(header(s, n) + len == n);
  if (!c.itself) MUST(c.remote.known && c.local.known);
  if (*s != 'P') return;
  MUST(n - len <= BALANCER_LINE && balancer_line(&again, s, n - len - 2));
  MUST(!memcmp(&again.remote, &c.remote, sizeof c.remote));
}
