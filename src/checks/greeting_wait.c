/* The one wait before the greeting. */

#include "greeting_wait.h"
#include "inquiry.h"
#include "ruleset.h"
#include "../base/stop.h"

static void begin(struct session *s)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  for (; i < p->checks; i++)
    if (p->check[i]->before) p->check[i]->before(s);
}

static unsigned int longest(struct session *s)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0, most = 0;
  for (; i < p->checks; i++)
  {
    unsigned int n = p->check[i]->wait ? p->check[i]->wait(s) : 0;
    if (n > most) most = n;
  }
  return most;
}

/* 1 when there is something to read. */
static int asking(struct session *s, unsigned int milliseconds)
{
  tain begun, wait, deadline;
  tain_now_g();
  begun = STAMP;
  do
  {
    tain_from_millisecs(&wait, (int)milliseconds);
    tain_add(&deadline, &begun, &wait);
    if (!tain_future(&deadline) || stop_asked()) return 0;
    if (inquiry_pause(s, s->channel->in, &deadline)) return 1;
    milliseconds = longest(s);
  }
  while (milliseconds);
  return 0;
}

void greeting_wait(struct session *s)
{
  struct channel *c = s->channel;
  unsigned int milliseconds;
  begin(s);
  milliseconds = longest(s);
  if (!milliseconds || c->in == -1 || channel_len(c)) return;
  if (inquiry_open(s) ? !asking(s, milliseconds)
    : !channel_wait(c, milliseconds)) return;
  if (channel_fill(c) == -1) s->hangup = 1;
}
