/* The bounds of a whole session. */

#include "bounds.h"
#include "proxy.h"
#include "../checks/limits.h"

static int in_transaction(struct dialogue const *d)
{
  return d->transaction == TRANSACTION_OPEN
    || d->transaction == TRANSACTION_DECOY;
}

/* Could DATA follow, so that a 421 would cost somebody his mail? */
static int promising(struct dialogue const *d)
{
  return in_transaction(d) && d->recipients && !d->asked;
}

/* Is this less than so many command_timeouts after the session's time? */
static int within(struct dialogue const *d, unsigned int n)
{
  return session_seconds(d->s) < limit_of(d->s, LIMIT_SESSION_TIMEOUT)
    + n * limit_of(d->s, LIMIT_COMMAND_TIMEOUT);
}

static int too_many(struct dialogue const *d)
{
  uint64_t limit = limit_of(d->s, LIMIT_COMMANDS);
  return limit && d->commands > limit;
}

/* One who delivers may keep its connection open, and begin each message as it
   likes. */
static int idle(struct dialogue const *d, enum verb verb)
{
  return d->s->messages && (verb == VERB_NOOP || verb == VERB_RSET);
}

/* Is it served although the session is over? What leads to the message is, and
   what leads out of the transaction; and what carries a payload, or may be a
   line of one, must not be answered as if it were a command. */
static int served(struct dialogue *d, enum verb verb)
{
  switch (verb)
  {
    case VERB_DATA:
      if (!promising(d)) return 0;
      d->asked = 1;
      return 1;
    case VERB_RCPT:
      return in_transaction(d) && !too_many(d) && within(d, 1);
    case VERB_RSET:
      return promising(d);
    default:
      return promising(d) && (verb == VERB_UNKNOWN || command_carries(verb));
  }
}

void bounds_deadline(struct dialogue const *d, tain *deadline)
{
  tain end;
  tain_addsec_g(deadline, (int)limit_of(d->s, LIMIT_COMMAND_TIMEOUT));
  if (!in_transaction(d)) return;
  tain_addsec(&end, &d->s->start, (int)(limit_of(d->s, LIMIT_SESSION_TIMEOUT)
    + 2 * limit_of(d->s, LIMIT_COMMAND_TIMEOUT)));
  if (tain_less(&end, deadline)) *deadline = end;
}

int bounds_passed(struct dialogue *d, enum verb verb)
{
  enum limit limit;
  if (verb == VERB_QUIT) return 0;
  if (!idle(d, verb)) d->commands++;
  if (too_many(d)) limit = LIMIT_COMMANDS;
  else if (!within(d, 0)) limit = LIMIT_SESSION_TIMEOUT;
  else return 0;
  if (within(d, 2) && served(d, verb)) return 0;
  limit_passed(d->s, limit);
  if (within(d, 2) && promising(d)) proxy_say(d, reply_only_data);
  else if (limit == LIMIT_COMMANDS)
    proxy_end(d, reply_too_many, END_REJECTED);
  else proxy_end(d, reply_session_timeout, END_TIMEOUT);
  return 1;
}

void bounds_recipient(struct dialogue *d)
{
  d->recipients++;
  d->commands--;
}
