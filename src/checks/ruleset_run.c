/* A phase of the connection: all checks speak, then the naughty are disposed
   of, so that the order of the lines in control/checks cannot let anybody
   slip through. */

#include "earlytalker.h"
#include "greeting_wait.h"
#include "inquiry.h"
#include "limits.h"
#include "naughty.h"
#include "ruleset.h"
#include "rblsmtpd.h"
#include "rdns.h"
#include "wording.h"
#include "../session/result.h"

void ruleset_reset(struct session *s)
{
  s->refusals = 0;
  s->verdict = VERDICT_DECLINED;
  s->code = 0;
}

/* Behind what the checks say, where people can turn to. */
static void contact(struct session *s)
{
  char array[SESSION_TEXT];
  struct text text = TEXT(array);
  if (!limit_contact(s)) return;
  wording_add(&text, limit_contact(s), s, 0);
  session_refuse(s, "limits", s->verdict, &text);
}

static enum verdict dispose(struct session *s,
  enum phase phase)
{
  if (ruleset_has(s->ruleset, &check_naughty)) naughty_dispose(s, phase);
  if (!verdict_refuses(s->verdict)) return s->verdict;
  if (s->box) s->boxed = 1;
  if (s->stranger && verdict_soft(s->verdict)) s->asked = 1;
  contact(s);
  return s->verdict;
}

enum who { AT_ONCE = 1, WAITING = 2 };

/* 1 if the client is immune now by what was found out meanwhile. */
static int wait_for(struct session *s)
{
  greeting_wait(s);
  if (s->spare_names) rdns_spare(s);
  return session_immune(s) != 0;
}

static enum verdict run(struct session *s, enum phase phase,
  unsigned int who)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  s->phase = phase;
  if (phase > s->reached && phase < PHASE_DISCONNECT) s->reached = phase;
  ruleset_reset(s);
  if (session_immune(s)) return s->verdict;
  if (phase == PHASE_CONNECT && who & AT_ONCE
    && !ruleset_has(p, &check_rblsmtpd)) rblsmtpd_unlisted(s);
  if (phase == PHASE_CONNECT && who & WAITING && wait_for(s)) return s->verdict;
  for (; i < p->checks; i++)
    if (p->check[i]->hook[phase]
      && who & (p->check[i]->waits ? WAITING : AT_ONCE))
      p->check[i]->hook[phase](s);
  return dispose(s, phase);
}

enum verdict ruleset_run(struct session *s, enum phase phase)
{
  return run(s, phase, AT_ONCE | WAITING);
}

enum verdict ruleset_run_at_once(struct session *s)
{
  return run(s, PHASE_CONNECT, AT_ONCE);
}

enum verdict ruleset_run_waiting(struct session *s)
{
  return run(s, PHASE_CONNECT, WAITING);
}

int ruleset_asks(struct session *s)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  while (i < p->checks && !(p->check[i]->before && p->check[i]->answered)) i++;
  return i < p->checks && (!inquiry_unasked(s) || inquiry_spares(s));
}

void ruleset_answered(struct session *s)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  for (; i < p->checks; i++)
    if (p->check[i]->answered) p->check[i]->answered(s);
}

enum verdict ruleset_run_again(struct session *s)
{
  unsigned int flags = s->flags;
  ruleset_reset(s);
  if (session_immune(s) || s->tally.count[EVENT_EARLY_TALK]
    || !ruleset_has(s->ruleset, &check_earlytalker)) return s->verdict;
  earlytalker_again(s);
  return s->flags > flags ? dispose(s, PHASE_CONNECT) : s->verdict;
}

enum verdict ruleset_dispose(struct session *s)
{
  ruleset_reset(s);
  return session_immune(s) ? s->verdict : dispose(s, PHASE_DATA_POST);
}

void ruleset_conclude(struct session *s)
{
  struct ruleset const *p = s->ruleset;
  unsigned int i = 0;
  ruleset_run(s, PHASE_DISCONNECT);
  for (; i < p->checks; i++) result_log(s, p->check[i]->name);
  result_log_others(s);
}
