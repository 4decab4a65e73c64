/* What the TLS daemon, and a server that speaks UCSPI-TLS, say of a handshake:
   a list that ends, within its memory, and not a byte of the client's is taken
   with it. */

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <skalibs/allreadwrite.h>
#include <skalibs/djbunix.h>
#include <skalibs/socket.h>
#include <skalibs/types.h>

#include "fuzz.h"
#include "../../src/handover/handover.h"
#include "../../src/handover/ucspi_tls.h"

static char rest[STREAM_MAX];
static tain deadline;

static void list(struct handover const *h)
{
  MUST(h->len <= HANDOVER_TEXT + 1 && !h->text[h->len]);
  handover_value(h, "SSL_PROTOCOL");
}

/* The daemon: a socket, for it is looked into. */
static void daemon(char const *s, size_t n)
{
  struct handover h;
  int fds[2], r;
  size_t left;
  if (ipc_pair_b(fds) == -1 || ndelay_on(fds[0]) == -1
    || allwrite(fds[1], s, n) != n) fuzz_system("socketpair");
  close(fds[1]);
  if (handover_ready(fds[0], &deadline)) MUST(*s == HANDOVER_ROOM);
  r = handover_result(fds[0], &h, &deadline);
  if (r != -1) MUST(s[1] == (r ? HANDOVER_DONE : HANDOVER_FAILED));
  left = fd_read(fds[0], rest, sizeof rest);
  close(fds[0]);
  MUST(left <= n && !memcmp(rest, s + n - left, left));
  if (r == 0) list(&h);
  if (r != 1) return;
  MUST(h.len >= 1 && h.len <= sizeof h.text && !h.text[h.len - 1]);
  MUST(2 + h.len + left == n);
}

/* Its descriptors are in the environment; it is asked on a socket. */
static void ucspi(char const *s, size_t n)
{
  struct handover h;
  char fmt[UINT_FMT];
  int fds[2], in, out;
  if (ipc_pair_b(fds) == -1 || ndelay_on(fds[0]) == -1
    || allwrite(fds[1], s, n) != n) fuzz_system("socketpair");
  shutdown(fds[1], SHUT_WR);
  fmt[uint_fmt(fmt, (unsigned int)fds[0])] = 0;
  if (setenv("SSLCTLFD", fmt, 1) == -1) fuzz_system("setenv");
  MUST(ucspi_tls_there());
  if (ucspi_tls_begin(&h, &in, &out, &deadline))
  {
    MUST(n && in == 100 && out == 101);
    list(&h);
  }
  else MUST(memchr(h.text, 0, sizeof h.text));
  close(fds[1]);
}

void fuzz(char const *s, size_t n)
{
  struct bytes b = { s, n };
  int which = bytes_number(&b) & 1;
  if (n < 3 || n > STREAM_MAX) return;
  if (setenv("SSLREADFD", "100", 1) == -1
    || setenv("SSLWRITEFD", "101", 1) == -1) fuzz_system("setenv");
  tain_now_set_stopwatch_g();
  tain_addsec_g(&deadline, 60);
  if (which) daemon(b.s, b.n);
  else ucspi(b.s, b.n);
}
