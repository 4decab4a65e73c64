/* Listening to the client. */

#include <skalibs/bytestr.h>

#include "listen.h"
#include "proxy.h"
#include "pump.h"
#include "../checks/limits.h"

static void left(struct dialogue *d)
{
  d->over = 1;
  d->end = END_LOST;
}

/* Wait for more input. 0 when the dialogue is over. */
static int more(struct dialogue *d, tain const *deadline)
{
  unsigned int want = PUMP_CLIENT_IN, done;
  if (d->client.eof)
  {
    left(d);
    return 0;
  }
  if (d->peer) want |= PUMP_PEER_IN;
  done = pump(d, want, deadline);
  if (!done) proxy_end(d, reply_timeout, END_TIMEOUT);
  else if (done & PUMP_PEER_IN) proxy_unasked(d);
  return !d->over;
}

/* How long the line may be that begins with what was read so far. */
static size_t line_max(struct channel const *c, int auth)
{
  return auth || case_startb(channel_data(c), channel_len(c), "AUTH ")
    ? LIMIT_AUTH_LINE : limit_of(LIMIT_LINE);
}

size_t listen_line(struct dialogue *d, int auth)
{
  struct channel *c = &d->client;
  int skipping = 0;
  tain deadline;
  tain_addsec_g(&deadline, (int)limit_of(LIMIT_COMMAND_TIMEOUT));
  for (;;)
  {
    size_t n = channel_line(c), max = line_max(c, auth);
    if (n && !skipping && n <= max) return n;
    if (n)
    {
      channel_take(c, n);
      proxy_say(d, reply_long_line);
      skipping = 0;
      continue;
    }
    if (channel_len(c) > max)
    {
      channel_drain(c);
      skipping = 1;
    }
    if (!more(d, &deadline)) return 0;
  }
}
