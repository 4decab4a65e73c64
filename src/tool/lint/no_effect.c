/* Options that do not do what their writer seems to want. */

#include <stdlib.h>
#include <string.h>

#include "no_effect.h"
#include "../print/time_text.h"
#include "../../session/verdict.h"

static int box_bounces(struct lint_input const *s)
{
  enum verdict type =
    verdict_of((enum reject_type)lint_number(s, "karma", "reject_type"));
  return lint_listed(s, "karma") && !lint_is(s, "karma", "reject", "0")
    && !verdict_soft(type);
}

static int tls_is(struct lint_input const *s, char const *word)
{
  return lint_is(s, "limits", "tls", word);
}

static int tls_hidden(struct lint_input const *s)
{
  return tls_is(s, "hide");
}

static int nobody_makes_tls(struct lint_input const *s)
{
  return (tls_is(s, "end") || tls_is(s, "now")) && !lint_tls_ends(s);
}

static int tls_unused(struct lint_input const *s)
{
  return s->tls->configured && (tls_is(s, "hide") || tls_is(s, "pass"));
}

/* It cannot be had here, nor from the backend. */
static int required_in_vain(struct lint_input const *s)
{
  int passed = !tls_is(s, "hide")
    && (s->offer->starttls || !s->offer->known);
  return lint_number(s, "limits", "tls_required") && !lint_tls_ends(s)
    && !passed;
}

static int nobody_disposes(struct lint_input const *s)
{
  static struct { char const *check, *option; } const flaggers[] =
  {
    { "karma", "reject" }, { "earlytalker", "reject" },
    { "protocol", "pipelining" }, { "dnsbl", "reject" }, { "rdns", "reject" },
    { "helo", "reject" }
  };
  unsigned int i = 0;
  if (lint_listed(s, "naughty")) return 0;
  for (; i < sizeof flaggers / sizeof *flaggers; i++)
    if (lint_listed(s, flaggers[i].check)
      && lint_is(s, flaggers[i].check, flaggers[i].option, "naughty"))
      return 1;
  return lint_listed(s, "rblsmtpd");
}

static int box_unused(struct lint_input const *s)
{
  return !lint_listed(s, "karma");
}

static void observes(struct findings *f, struct ruleset const *p)
{
  char line[100];
  struct text t = TEXT(line);
  if (!p->settings.observe) return;
  text_adds(&t, "observe: nothing is refused by any check");
  if (p->until)
  {
    text_adds(&t, " until ");
    time_text_add(&t, p->until);
  }
  finding_text(f, FINDING_WARNING, &t);
}

static int capped(struct lint_input const *s)
{
  return lint_listed(s, "karma") && lint_number(s, "karma", "penalty_days")
    > lint_number(s, "karma", "penalty_max");
}

static int listed_in_vain(struct lint_input const *s)
{
  char const *text = getenv("RBLSMTPD");
  return text && *text && !lint_listed(s, "rblsmtpd");
}

static struct option_rule const rules[] =
{
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
  { nobody_makes_tls, "limits tls",
    "it is to end here, but there is neither a control/tls nor a socket of"
    " qkarma-tlsd: clients get none" },
  { tls_unused, "limits tls",
    "qkarma-tlsd gets no clients, though there is a control/tls" },
  { required_in_vain, "limits tls_required 1",
    "nobody can send mail: there is no TLS to be had here" },
  { capped, "karma penalty_days",
    "it is more than penalty_max, which counts" }
};

/* An option in the environment of a check that does not run. */
static void unread(struct findings *f, struct lint_input const *s,
  struct check const *c)
{
  struct value const *v = ruleset_options(s->ruleset, c);
  unsigned int i = 0;
  if (c->always || ruleset_has(s->ruleset, c)) return;
  for (; i < c->options; i++)
  {
    char line[200];
    struct text t = TEXT(line);
    if (strcmp(v[i].source, "environment")) continue;
    text_adds(&t, c->name);
    text_addc(&t, ' ');
    text_adds(&t, c->option[i].name);
    text_adds(&t, ": it is set in the environment, but the check is not"
      " listed");
    finding_text(f, FINDING_WARNING, &t);
  }
}

void no_effect_find(struct findings *f, struct lint_input const *s)
{
  unsigned int i = 0;
  observes(f, s->ruleset);
  lint_apply(f, rules, sizeof rules / sizeof *rules, s);
  for (; registry[i]; i++) unread(f, s, registry[i]);
}
