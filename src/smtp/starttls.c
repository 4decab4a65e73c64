/* STARTTLS under `limits tls pass`. */

#include "proxy.h"
#include "pump.h"
#include "starttls.h"
#include "../checks/limits.h"

/* Move what was read on one side to the other, as far as there is room. */
static void move(struct channel *from, struct channel *to)
{
  size_t n = channel_len(from), room = channel_room(to);
  if (n > room && !to->broken) n = room;
  if (!n) return;
  channel_put(to, channel_data(from), n);
  channel_take(from, n);
  channel_flush(to);
}

/* The client's end of file must reach the backend, behind all it sent. */
static int splice_one(struct dialogue *d)
{
  struct channel *client = &d->client, *peer = d->peer;
  tain deadline;
  unsigned int want = 0;
  move(client, peer);
  move(peer, client);
  if (client->eof && !channel_len(client) && !peer->pending && !peer->broken)
    channel_close_out(peer);
  if (peer->eof && !channel_len(peer)) return 0;
  if (!channel_len(client)) want |= PUMP_CLIENT_IN;
  if (!channel_len(peer)) want |= PUMP_PEER_IN;
  if (client->pending) want |= PUMP_CLIENT_OUT;
  if (peer->pending) want |= PUMP_PEER_OUT;
  tain_addsec_g(&deadline, (int)limit_of(LIMIT_BACKEND_TIMEOUT));
  return pump(d, want, &deadline) && !client->broken;
}

void starttls_run(struct dialogue *d, struct command const *c)
{
  if (proxy_decoy(d)) proxy_say(d, reply_no_tls);
  else if (!d->offer.starttls) proxy_say(d, reply_not_here);
  else if (proxy_command(d, c))
  {
    if (d->answer.code == 220) channel_discard(&d->client);
    proxy_relay(d);
    if (d->answer.code != 220) return;
    while (splice_one(d)) continue;
    d->over = 1;
    d->end = pump_stopping(d) ? END_ERROR : END_TLS;
  }
}
