/* The tarpit's waiting. */

#include "delay.h"
#include "pump.h"
#include "../base/stop.h"
#include "../checks/tarpit.h"

/* It has sent more than we read. */
static void sleep_until(struct dialogue *d, tain const *deadline)
{
  while (!pump_stopping(d) && tain_future(deadline))
    stop_poll(0, 0, deadline);
}

void delay_reply(struct dialogue *d)
{
  tain wait, deadline;
  unsigned int milliseconds = ruleset_has(d->ruleset, &check_tarpit)
    ? tarpit_wait(d->s) : 0;
  if (!milliseconds) return;
  pump_flush(d, milliseconds / 1000 + 1);
  tain_from_millisecs(&wait, (int)milliseconds);
  tain_add_g(&deadline, &wait);
  while (!d->client.eof && channel_len(&d->client) < CHANNEL_INPUT
    && pump_idle(d, PUMP_CLIENT_IN, &deadline)) continue;
  if (!d->client.eof) sleep_until(d, &deadline);
}
