/* One command, one reply. */

#include <string.h>

#include "proxy.h"
#include "pump.h"
#include "../checks/limits.h"
#include "../checks/naughty.h"
#include "../session/refusal.h"
#include "../session/log.h"

#define PATIENCE 5          /* seconds at most, for a backend to end, and for
                               its last word */
#define CLOSE_SECONDS 2   /* for the end of file behind an unsolicited
                               reply */

void proxy_over(struct dialogue *d, enum end end)
{
  if (d->over) return;
  d->over = 1;
  d->end = end;
}

/* Send all that is pending. 1; 0 the client is gone, or did not read in time.
   That is the end: without this reply it would take the next one for it. */
static int flush(struct dialogue *d)
{
  struct channel *c = &d->client;
  if (pump_flush(d, (unsigned int)limit_of(d->s, LIMIT_COMMAND_TIMEOUT)))
    return 1;
  if (c->broken) return 0;
  c->broken = 1;
  c->pending = 0;
  if (d->over || proxy_stopped(d)) return 0;
  limit_passed(d->s, LIMIT_COMMAND_TIMEOUT);
  proxy_over(d, END_TIMEOUT);
  return 0;
}

int proxy_flush(struct dialogue *d)
{
  if (flush(d)) return 1;
  proxy_over(d, END_LOST);
  return 0;
}

/* Put bytes into the client's output, flushing when they do not fit. Who is
   gone has them thrown away: what it sent before is still read. */
static void put(struct dialogue *d, char const *s, size_t n)
{
  struct channel *c = &d->client;
  while (n)
  {
    size_t room = channel_room(c), part = n < room ? n : room;
    channel_put(c, s, part);
    s += part;
    n -= part;
    if (n) flush(d);
  }
}

void proxy_say(struct dialogue *d, char const *reply)
{
  put(d, reply, strlen(reply));
}

void proxy_saytext(struct dialogue *d, struct text const *t)
{
  put(d, t->s, t->len);
}

void proxy_end(struct dialogue *d, char const *reply, enum end end)
{
  proxy_over(d, end);
  proxy_say(d, reply);
}

int proxy_stopped(struct dialogue *d)
{
  if (!pump_stopping(d)) return 0;
  log_line(d->s, LOG_ERROR, "qkarma-smtpd", "error: told to stop by a signal");
  proxy_end(d, reply_stopping, END_ERROR);
  return 1;
}

void proxy_refuse(struct dialogue *d, enum phase phase)
{
  char array[SESSION_FLAGS * (SESSION_TEXT + 16)];
  struct text t = TEXT(array);
  refusal_reply(&t, d->s, phase, d->s->verdict);
  if (phase == PHASE_CONNECT || verdict_closes(d->s->verdict))
    proxy_over(d, d->s->boxed ? END_BOXED : END_REJECTED);
  proxy_saytext(d, &t);
}

int proxy_decoy(struct dialogue const *d)
{
  return session_naughty(d->s) && !session_immune(d->s)
    && ruleset_has(d->s->ruleset, &check_naughty);
}

/* Take one reply line off the backend's channel. 1; 0 none yet; -1 it is
   invalid, or has another code than the one before it: we and the client could
   go by different ones (RFC 5321 4.2.1). */
static int take_line(struct dialogue *d, int *more)
{
  struct channel *c = &d->backend.channel;
  struct answer *a = &d->answer;
  size_t n = channel_line(c);
  int code;
  if (!n) return channel_len(c) == CHANNEL_INPUT ? -1 : 0;
  code = reply_code(channel_data(c), n, more);
  if (!code || n > sizeof a->text - a->len) return -1;
  if (!a->code) a->code = code;
  if (code != a->code) return -1;
  memcpy(a->text + a->len, channel_data(c), n);
  a->len += n;
  channel_take(c, n);
  return 1;
}

static int answer(struct dialogue *d, uint64_t seconds)
{
  struct channel *c = &d->backend.channel;
  tain deadline;
  int more = 1;
  tain_addsec_g(&deadline, (int)seconds);
  d->answer.code = 0;
  d->answer.len = 0;
  while (more)
  {
    int r = take_line(d, &more);
    if (r == -1) return 0;
    if (r == 1) continue;
    if (c->eof || !pump(d, PUMP_BACKEND_IN, &deadline)) return 0;
  }
  return d->answer.code;
}

int proxy_answer(struct dialogue *d)
{
  return answer(d, limit_of(d->s, LIMIT_BACKEND_TIMEOUT));
}

static uint64_t patience(struct dialogue const *d)
{
  uint64_t limit = limit_of(d->s, LIMIT_BACKEND_TIMEOUT);
  if (d->stopping) return 1;
  return limit < PATIENCE ? limit : PATIENCE;
}

int proxy_last_word(struct dialogue *d)
{
  return answer(d, patience(d));
}

void proxy_stop(struct dialogue *d)
{
  if (!d->backed) return;   /* never started: then nothing of it is touched */
  backend_stop(&d->backend, (unsigned int)patience(d), &d->notes, d->s);
  d->backed = 0;
}

void proxy_relay(struct dialogue *d)
{
  if (d->answer.code == 421) proxy_over(d, END_REJECTED);
  put(d, d->answer.text, d->answer.len);
}

/* Is the backend at its end, or will be in a moment? */
static int leaving(struct dialogue *d)
{
  struct channel *c = &d->backend.channel;
  tain deadline;
  tain_addsec_g(&deadline, CLOSE_SECONDS);
  while (!c->eof && !channel_len(c) && pump(d, PUMP_BACKEND_IN, &deadline))
    continue;
  return c->eof && !channel_len(c);
}

void proxy_unsolicited(struct dialogue *d)
{
  struct channel *c = &d->backend.channel;
  int spoke = channel_len(c) > 0;
  if (!spoke && !c->eof) return;
  if (spoke && proxy_last_word(d) >= 400 && leaving(d))
  {
    proxy_over(d, END_REJECTED);
    proxy_relay(d);
    return;
  }
  log_line(d->s, LOG_ERROR, "backend", "error: ",
    spoke ? "unsolicited reply"
    : "the backend closed the connection");
  proxy_end(d, reply_trouble, END_ERROR);
}

/* Is this code an answer? 3yz asks for more: 354 for a message, and nothing
   else but a refusal is an answer to DATA; 334 for a line of AUTH. */
static int in_order(int code, int more)
{
  if (code >= 300 && code < 400) return code == more;
  return code >= 400 || (code && more != 354);
}

int proxy_cut_short(struct dialogue const *d, int code)
{
  struct channel const *c = &d->backend.channel;
  return !code && d->stopping && !c->eof && !channel_line(c)
    && channel_len(c) < CHANNEL_INPUT;
}

char const *proxy_why(struct dialogue const *d, int code)
{
  struct channel const *c = &d->backend.channel;
  if (code) return "unexpected reply";
  if (channel_line(c) || channel_len(c) == CHANNEL_INPUT)
    return "invalid reply";
  if (c->eof) return "the backend closed the connection";
  return d->stopping ? "no reply before we stop" : "no reply in time";
}

int proxy_ask(struct dialogue *d, char const *s, size_t n, int more)
{
  struct channel *c = &d->backend.channel;
  int code;
  channel_fill(c);
  proxy_unsolicited(d);
  if (d->over) return 0;
  channel_put(c, s, n);
  channel_put(c, "\r\n", 2);
  channel_flush(c);
  code = proxy_answer(d);
  if (in_order(code, more) && !c->pending) return code;
  if (proxy_cut_short(d, code) && proxy_stopped(d)) return 0;
  log_line(d->s, LOG_ERROR, "backend", "error: ", proxy_why(d, code));
  proxy_end(d, reply_trouble, END_ERROR);
  return 0;
}

int proxy_command(struct dialogue *d, struct command const *c)
{
  return proxy_ask(d, c->line, c->len, c->verb == VERB_DATA ? 354
    : c->verb == VERB_AUTH ? 334 : 0);
}
