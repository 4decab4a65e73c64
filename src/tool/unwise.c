/* Options that are legal but unwise. Each rule is a line of a table: the
   option, when it is unwise, and what comes of it. */

#include <string.h>
#include <strings.h>

#include "unwise.h"
#include "../session/client.h"
#include "../session/verdict.h"

struct view_of
{
  struct plan const *plan;
  struct offer const *offer;
};

static uint64_t number(char const *check, char const *option)
{
  return plan_value(check, option)->number;
}

static int is(char const *check, char const *option, char const *word)
{
  char const *text = plan_value(check, option)->text;
  return text && !strcasecmp(text, word);
}

static int listed(struct view_of const *v, char const *check)
{
  return plan_has(v->plan, registry_find(check));
}

static int port25(void)
{
  char const *port = client_variable("LOCALPORT");
  return !port || !strcmp(port, "25");
}

static int auth_never_comes(struct view_of const *v)
{
  (void)v;
  return is("limits", "auth", "1") && is("naughty", "reject", "connect");
}

static int auth_refused(struct view_of const *v)
{
  return v->offer->auth && (is("limits", "auth", "0")
    || (is("limits", "auth", "auto") && port25()));
}

static int box_bounces(struct view_of const *v)
{
  enum verdict type =
    verdict_of((enum reject_type)number("karma", "reject_type"));
  return listed(v, "karma") && !is("karma", "reject", "0")
    && !verdict_soft(type);
}

static int tls_hidden(struct view_of const *v)
{
  (void)v;
  return is("limits", "tls", "hide");
}

static int nobody_disposes(struct view_of const *v)
{
  static char const *const flaggers[] = { "karma", "earlytalker",
    "protocol" };
  unsigned int i = 0;
  if (listed(v, "naughty")) return 0;
  for (; i < 3; i++)
    if (listed(v, flaggers[i]) && is(flaggers[i], i == 2 ? "pipelining"
      : "reject", "naughty")) return 1;
  return listed(v, "rblsmtpd");
}

static int box_unused(struct view_of const *v)
{
  return !listed(v, "karma");
}

static int observes(struct view_of const *v)
{
  return v->plan->observe;
}

static int greets_late(struct view_of const *v)
{
  return listed(v, "earlytalker")
    && number("earlytalker", "wait") > 30 * OPTION_ONE;
}

static int tarpit_long(struct view_of const *v)
{
  return listed(v, "tarpit") && number("tarpit", "max") > 60 * OPTION_ONE;
}

static int impatient(struct view_of const *v)
{
  (void)v;
  return number("limits", "command_timeout") < 300;
}

static int few_recipients(struct view_of const *v)
{
  uint64_t n = number("limits", "recipients");
  uint64_t unknown = number("karma", "recipients_unknown");
  return (n && n < 100) || (listed(v, "karma") && unknown && unknown < 100);
}

static int capped(struct view_of const *v)
{
  return listed(v, "karma")
    && number("karma", "penalty_days") > number("karma", "penalty_max");
}

static int never_served(struct view_of const *v)
{
  return listed(v, "denysoft_client_stats")
    && number("denysoft_client_stats", "cap") == OPTION_ONE;
}

static struct
{
  int (*unwise)(struct view_of const *v);
  char const *where;
  char const *what;
} const rules[] =
{
  { observes, "observe", "nothing is refused by any check" },
  { box_unused, "karma", "it is not listed: nobody meets the box" },
  { nobody_disposes, "naughty",
    "it is not listed: who is flagged is never refused" },
  { auth_never_comes, "limits auth 1",
    "naughty reject connect refuses before anybody can authenticate" },
  { auth_refused, "limits auth",
    "the backend offers AUTH, but who is flagged cannot authenticate here" },
  { box_bounces, "karma reject_type",
    "who is in the box is refused for good, and mail bounces that"
    " temp_disconnect would only delay" },
  { tls_hidden, "limits tls hide",
    "senders that demand TLS (MTA-STS, DANE) cannot deliver" },
  { greets_late, "earlytalker wait",
    "some clients hang up when the greeting takes more than 30 seconds" },
  { tarpit_long, "tarpit max",
    "clients may time out, and come again" },
  { impatient, "limits command_timeout",
    "RFC 5321 4.5.3.2.7 asks for 5 minutes" },
  { few_recipients, "recipients",
    "RFC 5321 4.5.3.1.8 asks for 100 for clients that did nothing wrong" },
  { capped, "karma penalty_days",
    "it is more than penalty_max, which counts" },
  { never_served, "denysoft_client_stats cap 1",
    "a client that was only refused so far is never served again" }
};

void unwise_find(struct findings *f, struct plan const *p,
  struct offer const *o)
{
  struct view_of v = { p, o };
  unsigned int i = 0;
  for (; i < sizeof rules / sizeof *rules; i++)
    if (rules[i].unwise(&v))
      finding(f, FINDING_WARNING, rules[i].where, rules[i].what);
}
