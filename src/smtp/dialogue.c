/* The dialogue: which command goes where. */

#include <string.h>

#include "auth.h"
#include "bounds.h"
#include "delay.h"
#include "dialogue.h"
#include "envelope.h"
#include "greeting.h"
#include "listen.h"
#include "message.h"
#include "proxy.h"
#include "pump.h"
#include "starttls.h"
#include "../checks/protocol.h"

#define FAREWELL_SECONDS 10   /* for the last reply to leave */

/* Commands that change nothing we know of. */
static void pass(struct dialogue *d, struct command const *c,
  char const *decoy)
{
  if (proxy_decoy(d)) proxy_say(d, decoy);
  else if (proxy_command(d, c)) proxy_relay(d);
}

static void rset(struct dialogue *d, struct command const *c)
{
  if (proxy_decoy(d))
  {
    envelope_take_over(d);
    if (!d->over) proxy_say(d, reply_ok);
  }
  else if (d->transaction == TRANSACTION_DECOY) proxy_say(d, reply_ok);
  else if (proxy_command(d, c)) proxy_relay(d);
  envelope_reset(d);
}

static void quit(struct dialogue *d, struct command const *c)
{
  if (d->backend.pid && !d->spent && proxy_command(d, c)) proxy_relay(d);
  else if (!d->over) proxy_say(d, reply_bye);
  proxy_over(d, END_QUIT);
}

static void unknown(struct dialogue *d, struct command const *c)
{
  int scored = ruleset_has(d->s->ruleset, &check_protocol);
  if (!d->spoke && command_foreign(c) && scored)
  {
    if (protocol_non_smtp(d->s, c->line, c->len))
      proxy_end(d, reply_not_smtp, END_REJECTED);
    else proxy_say(d, reply_unknown);
    return;
  }
  if (scored && protocol_unknown(d->s, d->astray && d->scored))
    proxy_end(d, reply_too_many_unknown, END_REJECTED);
  else proxy_say(d, reply_unknown);
  d->scored = 1;
}

/* With one of these verbs a client is back on its way, after a body that was
   read as commands. (Others can begin a line of text.) */
static int leads_back(enum verb v)
{
  return v == VERB_MAIL || v == VERB_RSET || v == VERB_QUIT || v == VERB_HELO
    || v == VERB_EHLO;
}

/* Behind STARTTLS nobody knows who the client says it is. */
static int needs_name(enum verb v)
{
  return v == VERB_MAIL || v == VERB_RCPT || v == VERB_DATA || v == VERB_AUTH
    || v == VERB_VRFY || v == VERB_EXPN || v == VERB_ETRN;
}

static void dispatch(struct dialogue *d, struct command const *c)
{
  if (leads_back(c->verb)) d->astray = 0;
  if (d->nameless && needs_name(c->verb))
  {
    proxy_say(d, reply_sequence);
    return;
  }
  switch (c->verb)
  {
    case VERB_HELO:
    case VERB_EHLO: envelope_helo(d, c); break;
    case VERB_MAIL: envelope_mail(d, c); break;
    case VERB_RCPT: envelope_rcpt(d, c); break;
    case VERB_DATA: message_data(d, c); break;
    case VERB_RSET: rset(d, c); break;
    case VERB_NOOP: pass(d, c, reply_ok); break;
    case VERB_VRFY: pass(d, c, reply_cannot_verify); break;
    case VERB_EXPN: pass(d, c, d->offer.expn ? reply_cannot_verify
      : reply_not_here); break;
    case VERB_HELP: pass(d, c, reply_help); break;
    case VERB_QUIT: quit(d, c); break;
    case VERB_AUTH: auth_run(d, c); break;
    case VERB_ETRN:
      if (d->offer.etrn) pass(d, c, reply_cannot_queue);
      else proxy_say(d, reply_unknown);
      break;
    case VERB_STARTTLS: starttls_run(d, c); break;
    case VERB_BDAT:
    case VERB_BURL:
    case VERB_XEXCH50:
      protocol_refused(d->s, "a message by a command that was not offered");
      proxy_end(d, reply_payload, END_REJECTED);
      break;
    default: unknown(d, c);
  }
}

/* Judged at the position where it occurs: something stands behind a command
   that ends a group, before our reply (RFC 2920). 1 when that was refused. The
   lines of a body behind a refused DATA count as one unknown command. A
   command that is refused in any case keeps its own answer; and what may be a
   body behind DATA is never read as commands. */
static int pipelining(struct dialogue *d, struct command const *c)
{
  if (!channel_len(&d->client) || !ruleset_has(d->s->ruleset, &check_protocol)
    || (d->offer.pipelining && command_groups(c->verb))
    || (d->astray && c->verb == VERB_UNKNOWN)
    || session_immune(d->s)) return 0;
  ruleset_reset(d->s);
  protocol_pipelining(d->s, command_name(c->verb));
  if (!verdict_refuses(d->s->verdict) || c->verb == VERB_UNKNOWN
    || command_carries(c->verb)) return 0;
  d->s->code = reply_pipelining;
  proxy_refuse(d, PHASE_HELO);
  if (c->verb == VERB_STARTTLS) channel_drain(&d->client);
  if (c->verb == VERB_DATA) proxy_over(d, END_REJECTED);
  return 1;
}

/* A line that is no command. What may be a body is answered alike, and not
   worth a word. */
static void refuse(struct dialogue *d, char const *reply, char const *what)
{
  if (!d->astray) protocol_refused(d->s, what);
  proxy_say(d, reply);
}

static void carry_out(struct dialogue *d, struct command const *c)
{
  delay_reply(d);
  if (d->spent && c->verb != VERB_QUIT)
    proxy_end(d, reply_backend_gone, END_REJECTED);
  else if (c->bad) refuse(d, reply_bad_line, "a command with a CR or a NUL");
  else if (!pipelining(d, c)) dispatch(d, c);
}

/* The line is taken out of the input before it is carried out: what stands
   behind it is the body's, or for the checks of DATA to see. */
static void command(struct dialogue *d, size_t n)
{
  struct command c;
  memcpy(d->line, channel_data(&d->client), n);
  channel_take(&d->client, n);
  command_parse(&c, d->line, n);
  if (!bounds_passed(d, c.verb)) carry_out(d, &c);
  d->spoke = 1;
  if (command_flushes(c.verb)) channel_flush(&d->client);
}

static void next(struct dialogue *d)
{
  size_t n = proxy_stopped(d) ? 0 : listen_line(d, 0);
  if (!n) return;
  if (n != LISTEN_LONG) command(d, n);
  else if (!bounds_passed(d, VERB_UNKNOWN))
  {
    delay_reply(d);
    refuse(d, reply_long_line, "a command line that is too long");
  }
}

void dialogue_run(struct dialogue *d)
{
  greeting_run(d);
  while (!d->over) next(d);
  pump_flush(d, FAREWELL_SECONDS);
  channel_discard(&d->client);
  /* Then the client need not wait for the backend's end, nor we for it. */
  channel_close(&d->client);
  proxy_stop(d);
  ruleset_conclude(d->s);
}
