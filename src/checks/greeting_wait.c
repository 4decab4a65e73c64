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

static uint64_t longest(struct session *s)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  uint64_t most = 0;
  for (; i < p->checks; i++)
  {
    uint64_t n = p->check[i]->wait ? p->check[i]->wait(s) : 0;
    if (n > most) most = n;
  }
  return most;
}

/* What is left of a time, in milliseconds: somebody may have waited before
   us. */
static unsigned int rest(struct session const *s, uint64_t time)
{
  unsigned int milliseconds = (unsigned int)(time / 10);
  return milliseconds > s->waited ? milliseconds - s->waited : 0;
}

/* 1 when there is something to read. */
static int asking(struct session *s, uint64_t time)
{
  tain begun, wait, deadline;
  tain_now_g();
  begun = STAMP;
  do
  {
    tain_from_millisecs(&wait, (int)rest(s, time));
    tain_add(&deadline, &begun, &wait);
    if (!tain_future(&deadline) || stop_asked()) return 0;
    if (inquiry_pause(s, s->channel->in, &deadline)) return 1;
    time = longest(s);
  }
  while (time);
  return 0;
}

void greeting_wait(struct session *s)
{
  struct channel *c = s->channel;
  uint64_t time;
  begin(s);
  if (c->in == -1) inquiry_finish(s);
  time = longest(s);
  if (!time || c->in == -1 || channel_len(c)) return;
  if (inquiry_open(s) ? !asking(s, time)
    : !channel_wait(c, rest(s, time))) return;
  if (channel_fill(c) == -1) s->hangup = 1;
}
