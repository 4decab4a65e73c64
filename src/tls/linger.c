/* Lingering. */

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linger.h"

#define LINGER_MAX 1048576    /* bytes; then a reset is what it wants */

/* What comes is no longer decrypted. */
static void turn(struct tunnel *t)
{
  static char buffer[TUNNEL_TURN];
  ssize_t r = read(t->client.fd, buffer, sizeof buffer);
  if (r == -1 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
    tunnel_want(t, 0, WATCH_READ);
  else if (r <= 0 || (t->lingered += (uint64_t)r) >= LINGER_MAX)
    tunnel_over(t);
  else tunnel_want(t, 0, WATCH_READ);
}

void linger(struct tunnel *t)
{
  watch_close(&t->peer);
  SSL_free(t->ssl);
  t->ssl = 0;
  shutdown(t->client.fd, SHUT_WR);
  t->turn = &turn;
  t->late = &tunnel_over;
  timer_set(&t->all->linger, &t->timer);
  turn(t);
}
