/* The tarpit's waiting. */

#include <skalibs/iopause.h>

#include "delay.h"
#include "pump.h"
#include "../checks/tarpit.h"

void delay_reply(struct dialogue *d)
{
  tain wait, deadline;
  unsigned int milliseconds = plan_has(d->plan, &check_tarpit)
    ? tarpit_wait(d->s) : 0;
  if (!milliseconds) return;
  pump_flush(d, milliseconds / 1000 + 1);
  tain_from_millisecs(&wait, (int)milliseconds);
  tain_add_g(&deadline, &wait);
  while (!d->client.eof && channel_len(&d->client) < CHANNEL_INPUT
    && pump(d, PUMP_CLIENT_IN, &deadline)) continue;
  if (!d->client.eof) deepsleepuntil_g(&deadline);
}
