/* Options that do not do what their writer seems to want. */

#include <stdlib.h>
#include <string.h>

#include "no_effect.h"
#include "../../session/verdict.h"

static int box_bounces(struct sight const *s)
{
  enum verdict type =
    verdict_of((enum reject_type)advice_number("karma", "reject_type"));
  return advice_listed(s, "karma") && !advice_is("karma", "reject", "0")
    && !verdict_soft(type);
}

static int tls_hidden(struct sight const *s)
{
  (void)s;
  return advice_is("limits", "tls", "hide");
}

static int nobody_disposes(struct sight const *s)
{
  static char const *const flaggers[] = { "karma", "earlytalker",
    "protocol" };
  unsigned int i = 0;
  if (advice_listed(s, "naughty")) return 0;
  for (; i < 3; i++)
    if (advice_listed(s, flaggers[i])
      && advice_is(flaggers[i], i == 2 ? "pipelining" : "reject", "naughty"))
      return 1;
  return advice_listed(s, "rblsmtpd");
}

static int box_unused(struct sight const *s)
{
  return !advice_listed(s, "karma");
}

static int observes(struct sight const *s)
{
  return s->plan->observe;
}

static int capped(struct sight const *s)
{
  return advice_listed(s, "karma") && advice_number("karma", "penalty_days")
    > advice_number("karma", "penalty_max");
}

static int listed_in_vain(struct sight const *s)
{
  char const *text = getenv("RBLSMTPD");
  return text && *text && !advice_listed(s, "rblsmtpd");
}

static struct advice const rules[] =
{
  { observes, "observe", "nothing is refused by any check" },
  { box_unused, "karma", "it is not listed: nobody meets the box" },
  { nobody_disposes, "naughty",
    "it is not listed: who is flagged is never refused" },
  { listed_in_vain, "RBLSMTPD",
    "it is set, but the check rblsmtpd is not listed: nobody is refused by"
    " it" },
  { box_bounces, "karma reject_type",
    "who is in the box is refused for good, and mail bounces that"
    " temp_disconnect would only delay" },
  { tls_hidden, "limits tls hide",
    "senders that demand TLS (MTA-STS, DANE) cannot deliver" },
  { capped, "karma penalty_days",
    "it is more than penalty_max, which counts" }
};

/* An option in the environment of a check that does not run. karma's and
   limits' count although they are not listed. */
static void unread(struct findings *f, struct sight const *s,
  struct check const *c)
{
  unsigned int i = 0;
  if (plan_has(s->plan, c) || !strcmp(c->name, "karma")
    || !strcmp(c->name, "limits")) return;
  for (; i < c->options; i++)
  {
    char line[200];
    struct text t = TEXT(line);
    if (strcmp(c->value[i].source, "environment")) continue;
    text_adds(&t, c->name);
    text_addc(&t, ' ');
    text_adds(&t, c->option[i].name);
    text_adds(&t, ": it is set in the environment, but the check is not"
      " listed");
    finding_text(f, FINDING_WARNING, &t);
  }
}

void unwise_find(struct findings *f, struct sight const *s)
{
  unsigned int i = 0;
  advice_give(f, rules, sizeof rules / sizeof *rules, s);
  for (; registry[i]; i++) unread(f, s, registry[i]);
}
