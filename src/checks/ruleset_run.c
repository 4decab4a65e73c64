/* A phase of the connection: all checks speak, then the naughty are disposed
   of, so that the order of the lines in control/checks cannot let anybody
   slip through. */

#include "earlytalker.h"
#include "naughty.h"
#include "ruleset.h"
#include "rblsmtpd.h"
#include "../session/result.h"

void plan_reset(struct session *s)
{
  s->refusals = 0;
  s->verdict = VERDICT_DECLINED;
  s->code = 0;
}

static enum verdict dispose(struct plan const *p, struct session *s,
  enum phase phase)
{
  if (plan_has(p, &check_naughty)) naughty_dispose(s, phase);
  if (s->box && verdict_refuses(s->verdict)) s->boxed = 1;
  return s->verdict;
}

enum verdict plan_judge(struct plan const *p, struct session *s,
  enum phase phase)
{
  unsigned int i = 0;
  s->phase = phase;
  plan_reset(s);
  if (session_immune(s)) return s->verdict;
  if (phase == PHASE_CONNECT && !plan_has(p, &check_rblsmtpd))
    rblsmtpd_unlisted(s);
  for (; i < p->checks; i++)
    if (p->check[i]->hook[phase]) p->check[i]->hook[phase](s);
  return dispose(p, s, phase);
}

enum verdict plan_judge_again(struct plan const *p, struct session *s)
{
  unsigned int flags = s->flags;
  plan_reset(s);
  if (session_immune(s) || s->tally.count[EVENT_EARLY_TALK]
    || !plan_has(p, &check_earlytalker)) return s->verdict;
  earlytalker_again(s);
  return s->flags > flags ? dispose(p, s, PHASE_CONNECT) : s->verdict;
}

enum verdict plan_dispose(struct plan const *p, struct session *s)
{
  plan_reset(s);
  return session_immune(s) ? s->verdict : dispose(p, s, PHASE_DATA_POST);
}

void plan_conclude(struct plan const *p, struct session *s)
{
  unsigned int i = 0;
  plan_judge(p, s, PHASE_DISCONNECT);
  for (; i < p->checks; i++) opinion_say(s, p->check[i]->name);
  opinion_say_others(s);
}
