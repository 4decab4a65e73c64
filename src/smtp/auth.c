/* AUTH. */

#include "auth.h"
#include "bounds.h"
#include "delay.h"
#include "listen.h"
#include "proxy.h"
#include "../checks/limits.h"
#include "../session/log.h"

/* The exchange cannot go on with what the client sent: the backend is told to
   cancel it (RFC 4954 4), and the client what was wrong. */
static int cancel(struct dialogue *d, char const *reply)
{
  if (proxy_ask(d, "*", 1, 0)) proxy_say(d, reply);
  return 0;
}

/* One round: relay the 334, read the client's line, send it. The next reply's
   code; 0 when the exchange is over and the client was told. */
static int round_of(struct dialogue *d)
{
  struct command c;
  size_t n;
  int code;
  proxy_relay(d);
  n = listen_line(d, 1);
  if (!n || bounds_passed(d, VERB_AUTH)) return 0;
  delay_reply(d);
  if (n == LISTEN_LONG) return cancel(d, reply_long_line);
  command_parse(&c, channel_data(&d->client), n);
  c.verb = VERB_AUTH;
  code = c.bad ? cancel(d, reply_bad_line) : proxy_command(d, &c);
  channel_take(&d->client, n);
  return code;
}

static void final(struct dialogue *d)
{
  if (d->answer.code == 235)
  {
    d->s->authenticated = 1;
    session_clear(d->s);
    log_line(d->s, LOG_ALL, "auth", "pass: authenticated");
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
