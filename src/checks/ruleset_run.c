/* A phase of the connection: all checks speak, then the naughty are disposed
   of, so that the order of the lines in control/checks cannot let anybody
   slip through. */

#include "earlytalker.h"
#include "naughty.h"
#include "ruleset.h"
#include "rblsmtpd.h"
#include "../session/result.h"

void ruleset_reset(struct session *s)
{
  s->refusals = 0;
  s->verdict = VERDICT_DECLINED;
  s->code = 0;
}

static enum verdict dispose(struct ruleset const *p, struct session *s,
  enum phase phase)
{
  if (ruleset_has(p, &check_naughty)) naughty_dispose(s, phase);
  if (s->box && verdict_refuses(s->verdict)) s->boxed = 1;
  return s->verdict;
}

enum verdict ruleset_run(struct ruleset const *p, struct session *s,
  enum phase phase)
{
  unsigned int i = 0;
  s->phase = phase;
  ruleset_reset(s);
  if (session_immune(s)) return s->verdict;
  if (phase == PHASE_CONNECT && !ruleset_has(p, &check_rblsmtpd))
    rblsmtpd_unlisted(s);
  for (; i < p->checks; i++)
    if (p->check[i]->hook[phase]) p->check[i]->hook[phase](s);
  return dispose(p, s, phase);
}

enum verdict ruleset_run_again(struct ruleset const *p, struct session *s)
{
  unsigned int flags = s->flags;
  ruleset_reset(s);
  if (session_immune(s) || s->tally.count[EVENT_EARLY_TALK]
    || !ruleset_has(p, &check_earlytalker)) return s->verdict;
  earlytalker_again(s);
  return s->flags > flags ? dispose(p, s, PHASE_CONNECT) : s->verdict;
}

enum verdict ruleset_dispose(struct ruleset const *p, struct session *s)
{
  ruleset_reset(s);
  return session_immune(s) ? s->verdict : dispose(p, s, PHASE_DATA_POST);
}

void ruleset_conclude(struct ruleset const *p, struct session *s)
{
  unsigned int i = 0;
  ruleset_run(p, s, PHASE_DISCONNECT);
  for (; i < p->checks; i++) result_log(s, p->check[i]->name);
  result_log_others(s);
}
