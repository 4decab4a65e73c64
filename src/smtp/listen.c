/* Listening to the client. */

#include <skalibs/bytestr.h>

#include "bounds.h"
#include "listen.h"
#include "proxy.h"
#include "pump.h"
#include "../checks/limits.h"

/* Has the backend something to say, or is it gone? It owes us nothing now. */
static int unsolicited(struct dialogue const *d)
{
  return d->backed && !d->spent
    && (channel_len(&d->backend.channel) || d->backend.channel.eof);
}

/* Wait for more input. 0 when the dialogue is over. A client that never stops
   sending is late like one that sends nothing. */
static int more(struct dialogue *d, tain const *deadline)
{
  unsigned int want = PUMP_CLIENT_IN;
  if (d->backed) want |= PUMP_BACKEND_IN;
  if (d->client.eof) proxy_over(d, END_LOST);
  else if (unsolicited(d)) proxy_unsolicited(d);
  else if (!tain_future(deadline) || !pump_idle(d, want, deadline))
  {
    if (proxy_stopped(d)) return 0;
    limit_passed(d->s, LIMIT_COMMAND_TIMEOUT);
    proxy_end(d, reply_timeout, END_TIMEOUT);
  }
  else if (unsolicited(d)) proxy_unsolicited(d);
  return !d->over;
}

/* Whether it is a line of AUTH can be seen when it has begun to come. */
static size_t line_max(struct dialogue const *d, int auth)
{
  struct channel const *c = &d->client;
  return auth || case_startb(channel_data(c), channel_len(c), "AUTH ")
    ? LIMIT_AUTH_LINE : limit_of(d->s, LIMIT_LINE);
}

size_t listen_line(struct dialogue *d, int auth)
{
  struct channel *c = &d->client;
  int skipping = 0;
  tain deadline;
  if (d->over) return 0;
  bounds_deadline(d, &deadline);
  for (;;)
  {
    size_t n = channel_line(c), max = line_max(d, auth);
    if (n && !skipping && n <= max) return n;
    if (n)
    {
      channel_take(c, n);
      return LISTEN_LONG;
    }
    if (channel_len(c) > max)
    {
      channel_drain(c);
      skipping = 1;
    }
    if (!more(d, &deadline)) return 0;
  }
}
