/* The address that MAIL or RCPT names. */

#include "naming.h"
#include "proxy.h"
#include "../checks/protocol.h"
#include "../session/parties.h"

/* An argument that is not there is the backend's to complain of. */
static void malformed(struct dialogue *d, struct command const *c, int strict,
  int rcpt)
{
  if (!strict && c->argumentlen && ruleset_has(d->s->ruleset, &check_protocol))
    protocol_envelope(d->s, rcpt);
}

static int read_path(struct dialogue *d, struct command const *c)
{
  d->unread = !argument_read(&d->argument, c->argument, c->argumentlen,
    c->verb == VERB_RCPT ? "TO:" : "FROM:");
  return !d->unread;
}

void naming_tell(struct dialogue *d, struct command const *c,
  void (*tell)(struct session *s, char const *path, size_t n))
{
  if (d->unread) tell(d->s, c->argument, c->argumentlen);
  else tell(d->s, d->argument.path, d->argument.len);
}

static void tell_good(struct dialogue *d, struct command const *c)
{
  naming_tell(d, c, c->verb == VERB_RCPT ? parties_recipient : parties_begin);
}

/* A MAIL that is refused in the middle of a transaction changes nothing of
   it. */
static void tell_refused(struct dialogue *d, struct command const *c)
{
  if (c->verb == VERB_RCPT)
  {
    naming_tell(d, c, parties_recipient);
    naming_tell(d, c, parties_refused);
  }
  else if (d->transaction == TRANSACTION_NONE
    || d->transaction == TRANSACTION_REFUSED) naming_tell(d, c, parties_begin);
}

static void refuse(struct dialogue *d, struct command const *c)
{
  int rcpt = c->verb == VERB_RCPT;
  protocol_refused(d->s, d->unread
    ? rcpt ? "RCPT of an unreadable address" : "MAIL of an unreadable address"
    : rcpt ? "RCPT with a parameter that was not offered"
    : "MAIL with a parameter that was not offered");
  proxy_say(d, d->unread ? reply_argument : reply_parameter);
}

int naming_read(struct dialogue *d, struct command const *c)
{
  struct argument const *a = &d->argument;
  int good = read_path(d, c) || proxy_decoy(d);
  good = good && ehlo_parameters(c->verb, a->rest, a->restlen);
  (good ? tell_good : tell_refused)(d, c);
  malformed(d, c, a->strict, c->verb == VERB_RCPT);
  if (!good)
  {
    refuse(d, c);
    return 0;
  }
  d->s->path = a->path;
  d->s->pathlen = a->len;
  return 1;
}

void naming_unread(struct dialogue *d, struct command const *c)
{
  read_path(d, c);
  tell_refused(d, c);
}
