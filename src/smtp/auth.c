/* AUTH. */

#include "auth.h"
#include "listen.h"
#include "proxy.h"
#include "../checks/limits.h"
#include "../session/say.h"

/* One round: relay the 334, read the client's line, send it. The next reply's
   code, or 0. */
static int round_of(struct dialogue *d)
{
  struct command c;
  size_t n;
  int code;
  proxy_relay(d);
  n = listen_line(d, 1);
  if (!n) return 0;
  command_parse(&c, channel_data(&d->client), n);
  /* A line that must not be forwarded cancels the exchange (RFC 4954 4). */
  code = c.bad ? proxy_ask(d, "*\r\n", 3) : proxy_command(d, &c);
  channel_take(&d->client, n);
  return code;
}

static void final(struct dialogue *d)
{
  if (d->answer.code == 235)
  {
    d->s->authenticated = 1;
    session_clear(d->s);
    say(d->s, SAY_ALL, "auth", "pass: authenticated");
  }
  else if (d->answer.code == 535) session_event(d->s, EVENT_AUTH_FAILURE);
  proxy_relay(d);
}

void auth_run(struct dialogue *d, struct command const *c)
{
  int code;
  /* A MAIL that was refused began none: the answer to 530 is AUTH. */
  if (d->transaction == TRANSACTION_OPEN
    || d->transaction == TRANSACTION_DECOY)
  {
    proxy_say(d, reply_sequence);
    return;
  }
  if (!d->backend.pid || (proxy_decoy(d) && !d->offer.auth))
  {
    proxy_say(d, reply_not_here);
    return;
  }
  code = proxy_command(d, c);
  while (code == 334) code = round_of(d);
  if (code) final(d);
}
